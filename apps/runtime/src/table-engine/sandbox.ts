import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { literal } from './sql.js';

/** Leaves room for the reader's buffers and Node below what a child may take in all. */
const MEMORY_LIMIT = '160MB';
const SPILL_LIMIT = '8GB';
/** Each thread holds a block of every column that it writes: tables of more columns than this are read by one. */
const WIDE = 200;
/** In bytes. Each column holds a block at least: a thousand of the usual 256 KiB would be more than there is. */
const SMALLEST_BLOCK = '16384';

export interface SandboxOptions {
  /** Of the widest table. */
  readonly columns: number;
  /** In DuckDB's words; 160MB if left out. */
  readonly memoryLimit?: string;
  /** Whether joins are carried out as they are written: the rows of the left side in their order, whatever their number. */
  readonly joinsAsWritten?: boolean;
}

/**
 * DuckDB that can read the files it is given, write in one folder and do nothing else: no network, no extensions, no other files,
 * and no way to allow them again.
 */
export class Sandbox {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(
    files: readonly string[],
    workDir: string,
    { columns, memoryLimit = MEMORY_LIMIT, joinsAsWritten = false }: SandboxOptions,
  ): Promise<Sandbox> {
    const instance = await DuckDBInstance.create(join(workDir, 'stage.duckdb'), {
      threads: columns > WIDE ? '1' : '2',
      ...(columns > WIDE && { default_block_size: SMALLEST_BLOCK }),
      memory_limit: memoryLimit,
      temp_directory: join(workDir, 'spill'),
      max_temp_directory_size: SPILL_LIMIT,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    const sandbox = new Sandbox(instance, await instance.connect());
    // Staged once and read a few times: packing the columns would take longer than all of the reading.
    await sandbox.run(`SET force_compression = 'uncompressed'`);
    if (joinsAsWritten) await sandbox.run(`SET disabled_optimizers = 'join_order,build_side_probe_side'`);
    await sandbox.run(`SET allowed_paths = [${files.map(literal).join(', ')}]`);
    await sandbox.run(`SET allowed_directories = [${literal(workDir)}]`);
    await sandbox.run(`SET enable_external_access = false`);
    await sandbox.run(`SET lock_configuration = true`);
    return sandbox;
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** The rows of a query whose columns are all VARCHAR. */
  async texts(sql: string): Promise<(string | null)[][]> {
    const rows = (await this.connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map((value) => (typeof value === 'string' ? value : null)));
  }

  /** The rows of a query whose columns are all counts. */
  async counts(sql: string): Promise<number[][]> {
    const rows = (await this.connection.runAndReadAll(sql)).getRows();
    return rows.map((row) => row.map(Number));
  }

  async count(sql: string): Promise<number> {
    const [[count = 0] = []] = await this.counts(sql);
    return count;
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

/** Whether a query failed because it would have taken more memory than the sandbox may. */
export function isOutOfMemory(error: unknown): boolean {
  return (error as Error).message.startsWith('Out of Memory');
}
