import { describe, expect, it } from '@jest/globals';
import type { MashOptions } from '@app/intent-contracts';
import type { MadeColumn } from '../testing/made-table.js';
import { columnsIn, type Made, mashed, planOf } from '../testing/mashed.js';

const ids = (...values: (number | string | null)[]): MadeColumn => ({
  type: values.some((value) => typeof value === 'string') ? 'text' : 'integer',
  means: 'identifier',
  values,
});
const texts = (...values: (string | null)[]): MadeColumn => ({ type: 'text', values });
const codes = (...values: string[]): MadeColumn => ({ type: 'text', means: 'category', values });

const ORDERS: Made = [
  'orders',
  {
    id: ids(1, 2, 3, 4, 5, 6),
    customer_id: ids(12, 11, 13, 11, null, 99),
    currency: codes('EUR', 'USD', 'EUR', 'EUR', 'USD', 'EUR'),
    name: texts('tea', 'cup', 'pot', 'tea', 'tin', 'tea'),
  },
];
const CUSTOMERS: Made = ['customers', { id: ids(11, 12, 13, 14), name: texts('Ann', 'Bo', 'Cy', 'Di') }];
const RATES: Made = ['rates', { currency: codes('USD', 'EUR'), per_euro: { type: 'number', values: [1.1, 1] } }];

const keyOf = (left: [string, ...string[]], right: [string, ...string[]]) => {
  const side = ([table, ...columns]: [string, ...string[]]) => ({ content_ref: `art_${table}`, columns });
  return { join_keys: [{ left: side(left), right: side(right) }] } satisfies MashOptions;
};

describe('a join', () => {
  it('looks up each row of the longest table in the others, keeps all of them in order, and says what found nothing', async () => {
    const { plan, rows, told } = await mashed([CUSTOMERS, RATES, ORDERS]);

    expect(rows).toEqual([
      { id: 1, customer_id: 12, currency: 'EUR', name: 'tea', customers_name: 'Bo', per_euro: 1 },
      { id: 2, customer_id: 11, currency: 'USD', name: 'cup', customers_name: 'Ann', per_euro: 1.1 },
      { id: 3, customer_id: 13, currency: 'EUR', name: 'pot', customers_name: 'Cy', per_euro: 1 },
      { id: 4, customer_id: 11, currency: 'EUR', name: 'tea', customers_name: 'Ann', per_euro: 1 },
      { id: 5, customer_id: null, currency: 'USD', name: 'tin', customers_name: null, per_euro: 1.1 },
      { id: 6, customer_id: 99, currency: 'EUR', name: 'tea', customers_name: null, per_euro: 1 },
    ]);
    expect(plan).toMatchObject({ mode: 'join', base: 2, keys: [['id']], unused: 1 });
    expect(told).toEqual([6]);
    expect(columnsIn(plan)['customer_id']).toEqual(['2.1', '0.0']);
    expect(plan.issues.map(({ code, count, content_ref }) => [code, count, content_ref])).toEqual([
      ['ROWS_WITHOUT_MATCH', 2, 'art_orders'],
      ['ROWS_NOT_LOOKED_UP', 1, 'art_customers'],
    ]);
  });

  it('is not misled by ids that are called the same and mean something else', async () => {
    const { plan } = await mashed([
      ['orders', { id: ids(1, 2, 3, 4), customer_id: ids(2, 1, 2, 1), total: texts('a', 'b', 'c', 'd') }],
      ['customers', { id: ids(1, 2, 3, 4), city: texts('K', 'B', 'K', 'B') }],
    ]);
    expect(plan.joins).toMatchObject([{ left: { source: 0, columns: [1] }, right: { source: 1, columns: [0] } }]);
  });

  it('goes by several columns where only they tell rows apart', async () => {
    const { rows, plan } = await mashed([
      ['sales', { id: ids(1, 2, 3), month: codes('01', '02', '02'), currency: codes('USD', 'USD', 'GBP') }],
      [
        'rates',
        {
          currency: codes('USD', 'USD', 'GBP', 'GBP'),
          month: codes('01', '02', '01', '02'),
          rate: { type: 'number', values: [1.1, 1.2, 0.8, 0.9] },
        },
        [['currency', 'month']],
      ],
    ]);
    expect(rows.map(({ rate }) => rate)).toEqual([1.1, 1.2, 0.9]);
    expect(plan.joins[0]?.reason).toContain('sales.(currency, month) → rates.(currency, month)');
  });

  it('leads from table to table', async () => {
    const { rows } = await mashed([
      ['orders', { id: ids(1, 2, 3), customer_id: ids(7, 8, 7) }],
      ['customers', { id: ids(7, 8), country_code: codes('NL', 'SE') }],
      ['countries', { code: codes('SE', 'NL'), country: texts('Sweden', 'Netherlands') }],
    ]);
    expect(rows.map(({ country }) => country)).toEqual(['Netherlands', 'Sweden', 'Netherlands']);
  });

  it('finds ids that are numbers in one table and text in the other, and keys in another case', async () => {
    const asText = await mashed([
      ['orders', { id: ids(1, 2, 3), customer_id: ids(7, 8, 7) }],
      ['customers', { id: ids('7', '8'), name: texts('Ann', 'Bo') }],
    ]);
    expect(asText.rows.map(({ name }) => name)).toEqual(['Ann', 'Bo', 'Ann']);
    const folded = await mashed([
      ['visits', { nr: ids(1, 2, 3), email: texts('Ann@x.example', 'bo@x.example ', 'ann@x.example') }],
      ['people', { email: texts('ann@x.example', 'BO@x.example'), name: texts('Ann', 'Bo') }],
    ]);
    expect(folded.rows.map(({ name }) => name)).toEqual(['Ann', 'Bo', 'Ann']);
    expect(folded.plan.issues.map(({ code }) => code)).toEqual(['KEYS_FOLDED']);
  });

  it('goes by the columns that the options name, whichever side has the key', async () => {
    const tables: Made[] = [
      ['orders', { id: ids(1, 2, 3), buyer: ids(5, 6, 5) }],
      ['customers', { nr: ids(5, 6, 7, 8), name: texts('Ann', 'Bo', 'Cy', 'Di') }],
    ];
    await expect(planOf(tables)).rejects.toThrow('No join brings orders, customers together');
    const named = await mashed(tables, keyOf(['customers', 'nr'], ['orders', 'buyer']));
    expect(named.rows).toEqual([
      { id: 1, buyer: 5, name: 'Ann' },
      { id: 2, buyer: 6, name: 'Bo' },
      { id: 3, buyer: 5, name: 'Ann' },
    ]);
  });

  it.each<[string, Made[], MashOptions, RegExp]>([
    [
      'with the candidates, where a key repeats',
      [ORDERS, ['customers', { id: ids(11, 11, 12), name: texts('Ann', 'Ann', 'Bo') }]],
      keyOf(['orders', 'customer_id'], ['customers', 'id']),
      /orders\.customer_id → customers\.id: 1 rows of customers repeat a value/,
    ],
    [
      'with the candidates, where too few values are found',
      [ORDERS, ['customers', { id: ids(99, 98, 97), name: texts('Ann', 'Bo', 'Cy') }]],
      {},
      /orders\.customer_id → customers\.id: 25 % of the 4 different values are found/,
    ],
    [
      'with the columns that are called alike and repeat',
      [
        ['sales', { nr: ids(1, 2, 3), currency: codes('USD', 'GBP', 'USD') }],
        ['rates', { currency: codes('USD', 'USD', 'GBP'), day: codes('a', 'b', 'a') }],
      ],
      { mode: 'join' },
      /repeating values: .*sales\.currency → rates\.currency: 2 different values in 3 rows/,
    ],
    [
      'where types have nothing in common',
      [ORDERS, ['days', { day: { type: 'date', values: ['2025-01-01', '2025-01-02'] } }]],
      keyOf(['orders', 'id'], ['days', 'day']),
      /whose types \(integer and date\) have no values in common/,
    ],
    [
      'where a column is not there',
      [ORDERS, CUSTOMERS],
      keyOf(['orders', 'x'], ['customers', 'id']),
      /the column "x" of art_orders, which has "id"/,
    ],
    [
      'where sides have not as many columns',
      [ORDERS, CUSTOMERS],
      keyOf(['orders', 'id', 'name'], ['customers', 'id']),
      /as many columns/,
    ],
    [
      'where tables have nothing in common',
      [ORDERS, ['notes', { text: texts('a', 'a') }]],
      {},
      /No column of one is like a key/,
    ],
  ])('is refused %s', async (_, tables, options, message) => {
    await expect(planOf(tables, options)).rejects.toThrow(message);
  });

  it('keeps the order of many rows, whatever is looked up in', async () => {
    const count = 20_000;
    const range = Array.from({ length: count }, (_, nth) => nth);
    const made = (name: string, columns: Record<string, MadeColumn>): Made => [name, columns];
    const { rows } = await mashed([
      made('facts', { nr: ids(...range), item_id: ids(...range.map((nth) => (nth * 7919) % count)) }),
      made('items', { id: ids(...range.toReversed()), label: { type: 'integer', values: range } }),
    ]);
    expect(rows.map(({ nr }) => nr)).toEqual(range);
    expect(rows.every(({ item_id, label }) => Number(item_id) === count - 1 - Number(label))).toBe(true);
  }, 60_000);
});
