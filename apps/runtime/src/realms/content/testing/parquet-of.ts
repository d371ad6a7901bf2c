import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** The bytes of a Parquet file that holds what the query finds; `prepare` are statements that go before. */
export async function parquetOf(query: string, options = '', prepare: readonly string[] = []): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'content-spec-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    for (const statement of prepare) await connection.run(statement);
    const path = join(folder, 'written.parquet');
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet ${options})`);
    connection.closeSync();
    return await readFile(path);
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}
