/** Writes the tables of the measurement `mash` as CSV. Usage: node make-mash-tables.mjs <folder> <orders> <customers> */
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const [folder, orders, customers] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
const numbers = (count, name) =>
  Array.from({ length: count }, (_, nth) => `((i * ${nth + 3}) % 100003) / 4.0 AS ${name}_${nth + 1}`);
const words = (count, name) =>
  Array.from({ length: count }, (_, nth) => `'${name} ' || ((i * ${nth + 5}) % 9973) AS ${name}_${nth + 1}`);
const tables = {
  orders: [
    'i AS order_id',
    `(i * 7919) % ${customers} AS customer_id`,
    `DATE '2024-01-01' + CAST(i % 700 AS INTEGER) AS ordered_on`,
    ...numbers(9, 'measure'),
    ...words(8, 'word'),
  ],
  customers: ['i AS customer_id', ...numbers(4, 'limit'), ...words(5, 'label')],
};
for (const [name, rows] of [
  ['orders', orders],
  ['customers', customers],
]) {
  const path = join(folder, `${name}.csv`);
  await connection.run(
    `COPY (SELECT ${tables[name].join(', ')} FROM range(${rows}) AS t(i)) TO '${path}' (FORMAT csv, HEADER true)`,
  );
}
connection.closeSync();
instance.closeSync();
