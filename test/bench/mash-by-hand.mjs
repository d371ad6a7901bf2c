/**
 * The join of the measurement `mash` as somebody would write it who has DuckDB and nothing else.
 * Usage: node mash-by-hand.mjs <orders.parquet> <customers.parquet> <folder>; prints the milliseconds.
 */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [orders, customers, folder] = process.argv.slice(2);
const instance = await DuckDBInstance.create(join(folder, 'by-hand.duckdb'), {
  threads: '2',
  memory_limit: '400MB',
  temp_directory: join(folder, 'spill'),
});
const connection = await instance.connect();
const begin = performance.now();
await connection.run(
  `COPY (SELECT o.*, c.* EXCLUDE (c1) FROM read_parquet('${orders}') AS o LEFT JOIN (SELECT c1, c2 AS d2, c3 AS d3, c4 AS d4, ` +
    `c5 AS d5, c6 AS d6, c7 AS d7, c8 AS d8, c9 AS d9, c10 AS d10 FROM read_parquet('${customers}')) AS c ON o.c2 = c.c1) ` +
    `TO '${join(folder, 'by-hand.parquet')}' (FORMAT parquet)`,
);
console.log(performance.now() - begin);
connection.closeSync();
instance.closeSync();
