import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '@app/intent-contracts';
import type { Answer, PlaneClient } from '../processes/plane-client.js';

/** Everything of a tenant that is to be seen of its artifacts, and every file of bytes there is. */
export class Kept {
  private constructor(
    readonly artifacts: { artifact_id: string; kind: string | null }[],
    readonly blobs: string[],
  ) {}

  static async of(api: PlaneClient, tenantId: string, dataFolder: string): Promise<Kept> {
    const artifacts: Kept['artifacts'] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const query: string = new URLSearchParams({
        tenant_id: tenantId,
        ...(token && { page_token: token }),
      }).toString();
      const page: Answer<{ artifacts: Artifact[]; next_page_token?: string }> = await api.get(`/artifact?${query}`);
      if (page.status !== 200) throw new Error(`No artifacts: ${page.status} ${page.text}`);
      artifacts.push(...page.body.artifacts.map(({ artifact_id, kind }) => ({ artifact_id, kind })));
      token = page.body.next_page_token;
    }
    return new Kept(
      artifacts.toSorted((a, b) => a.artifact_id.localeCompare(b.artifact_id)),
      blobsIn(dataFolder),
    );
  }
}

/** The files of bytes below a data folder, those that are still being written among them. */
export function blobsIn(dataFolder: string): string[] {
  const blobs = join(dataFolder, 'blobs');
  if (!existsSync(blobs)) return [];
  const files = readdirSync(blobs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map(({ name }) => name).toSorted();
}
