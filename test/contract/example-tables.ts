import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ROOT } from '../processes/planes.js';

export type Cell = string | number | boolean | null;
export type Row = Record<string, Cell>;

export const EXAMPLES = join(ROOT, 'examples/data');

/** Has no rule for quotes: what holds one is no file for it. */
function cellsOf(text: string, delimiter: string): string[][] {
  if (text.includes('"')) throw new Error('There is a quote, and this reader knows of none.');
  const [, ...rows] = text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => line.split(delimiter));
  return rows;
}

function read(file: string, encoding = 'utf-8'): string {
  const bytes = readFileSync(join(EXAMPLES, file));
  // Not every Node has the euro sign in its windows-1252, and the file has nothing else of what is not Latin-1.
  if (encoding === 'windows-1252') return bytes.toString('latin1').replaceAll('\u0080', '€');
  return new TextDecoder(encoding, { fatal: true }).decode(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

const text = (cell: string | undefined): string | null => (cell === undefined || cell === '' ? null : cell);
const number = (cell: string | undefined): number | null => (text(cell) === null ? null : Number(cell));
const german = (cell = '') => number(cell.replaceAll('.', '').replace(',', '.'));
const swiss = (cell = '') => number(cell.replaceAll(',', ''));

/** The rows of the examples, by what their files say and in the types that a reader sees; the product's code has no part in it. */
export const ordersOf = {
  2024: () => earlyOrders('orders-2024.csv.gz'),
  2025: () => earlyOrders('orders-2025.csv'),
  2026: () =>
    cellsOf(read('orders-2026.tsv'), '\t').map(
      ([orderId, orderedOn, customerId, sku, unitPrice, currency, quantity, channel]) => ({
        ...orderOf([orderId, customerId, orderedOn, sku, quantity, unitPrice, currency]),
        channel: text(channel),
      }),
    ),
};

function earlyOrders(file: string) {
  return cellsOf(read(file), ',').map(orderOf);
}

/** The cells in the order of the early files. */
function orderOf([orderId, customerId, orderedOn, sku, quantity, unitPrice, currency]: (string | undefined)[]) {
  return {
    order_id: number(orderId),
    customer_id: text(customerId),
    ordered_on: text(orderedOn),
    sku: text(sku),
    quantity: number(quantity),
    unit_price: number(unitPrice),
    currency: text(currency),
  };
}

export function customers() {
  return cellsOf(read('customers.csv'), ',').map(
    ([customer_id, name, email, country, joined, credit_limit, newsletter]) => ({
      customer_id: text(customer_id),
      name: text(name),
      email: text(email),
      country: text(country),
      joined: text(joined),
      credit_limit: number(credit_limit),
      newsletter: newsletter === 'true',
    }),
  );
}

export function currencies() {
  return cellsOf(read('currencies.csv'), ',').map(([currency, currency_name, per_euro]) => ({
    currency: text(currency),
    currency_name: text(currency_name),
    per_euro: number(per_euro),
  }));
}

/** Both lists of branches, rows without a value among them. */
export const branchesOf = {
  germany: () => branches(cellsOf(read('branches-latin1.csv', 'windows-1252'), ';'), german),
  switzerland: () => branches(cellsOf(read('branches-utf16.tsv', 'utf-16le'), '\t'), swiss),
};

function branches(rows: string[][], amount: (cell: string | undefined) => number | null) {
  return rows.map(([filiale, strasse, telefon, umsatz, umsatz_2, wahrung]) => ({
    filiale: text(filiale),
    strasse: text(strasse),
    telefon: text(telefon),
    umsatz: amount(umsatz),
    umsatz_2: amount(umsatz_2),
    wahrung: text(wahrung),
  }));
}

export const isEmpty = (row: Row): boolean => Object.values(row).every((cell) => cell === null);

/** The rows of a CSV that was made of such rows, each cell read as what was put into it. */
export function rowsOfCsv(csv: string, like: readonly Row[]): Row[] {
  const names = csv.split('\n', 1)[0]!.split(',');
  return cellsOf(csv, ',').map((cells, nth) =>
    Object.fromEntries(
      names.map((name, column) => {
        const [cell, expected] = [text(cells[column]), like[nth]?.[name]];
        if (cell !== null && typeof expected === 'number') return [name, Number(cell)];
        return [name, typeof expected === 'boolean' && /^(true|false)$/.test(cell ?? '') ? cell === 'true' : cell];
      }),
    ),
  );
}
