import type { ContentProfile, TableProfile } from '@app/intent-contracts';
import { detectFormat } from '../detection/detect-format.js';
import { FileProfiler } from '../profiling/file-profiler.js';
import type { Profiled } from '../profiling/profiler-job.js';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';

/** Detects and profiles a file of this content, called people.csv whatever it is. */
export async function profiledOf(content: string | Buffer, filename = 'people.csv'): Promise<Profiled> {
  return withJobFolder(content, async (path, workDir) => {
    const format = await detectFormat(path);
    if (format.format === 'binary') throw new Error(format.unreadable ?? 'Nothing is profiled in a binary file.');
    return new FileProfiler().profile({ task: 'profile', path, workDir, filename, format });
  });
}

export async function profileOf(content: string | Buffer): Promise<ContentProfile> {
  return (await profiledOf(content)).profile;
}

/** The one table of a file. */
export async function tableOf(content: string | Buffer): Promise<TableProfile> {
  const { kind, tables } = await profileOf(content);
  const [table, ...others] = tables;
  if (table === undefined || others.length > 0) throw new Error(`A ${kind} with ${tables.length} tables was found.`);
  return table;
}
