import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection, type Json } from '@duckdb/node-api';
import { literal } from './sql.js';

/** Leaves room for the reader's buffers and Node below what a child may take in all. */
const MEMORY_LIMIT = '160MB';
const SPILL_LIMIT = '8GB';

/**
 * DuckDB that can read one file, write in one folder and do nothing else: no network, no extensions, no other files,
 * and no way to allow them again.
 */
export class Sandbox {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
  ) {}

  static async open(file: string, workDir: string): Promise<Sandbox> {
    const instance = await DuckDBInstance.create(join(workDir, 'stage.duckdb'), {
      threads: '2',
      memory_limit: MEMORY_LIMIT,
      temp_directory: join(workDir, 'spill'),
      max_temp_directory_size: SPILL_LIMIT,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    const sandbox = new Sandbox(instance, await instance.connect());
    // Staged once and read a few times: packing the columns would take longer than all of the reading.
    await sandbox.run(`SET force_compression = 'uncompressed'`);
    await sandbox.run(`SET allowed_paths = [${literal(file)}]`);
    await sandbox.run(`SET allowed_directories = [${literal(workDir)}]`);
    await sandbox.run(`SET enable_external_access = false`);
    await sandbox.run(`SET lock_configuration = true`);
    return sandbox;
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** The rows as arrays of JSON values; integers wider than 32 bits come as text. */
  async rows(sql: string): Promise<Json[][]> {
    return (await this.connection.runAndReadAll(sql)).getRowsJson();
  }

  async row(sql: string): Promise<Json[]> {
    return (await this.rows(sql))[0] ?? [];
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
