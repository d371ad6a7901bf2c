import { describe, expect, it } from '@jest/globals';
import type { MashOptions } from '@app/intent-contracts';
import type { MadeColumn } from '../testing/made-table.js';
import { columnsIn, type Made, mashed, planOf } from '../testing/mashed.js';

const ids = (...values: number[]): MadeColumn => ({ type: 'integer', means: 'identifier', values });
const texts = (...values: (string | null)[]): MadeColumn => ({ type: 'text', values });
const customers = (...values: string[]): MadeColumn => ({ type: 'text', means: 'identifier', values });
const dates = (...values: string[]): MadeColumn => ({ type: 'date', values });
const amounts = (...values: (number | null)[]): MadeColumn => ({ type: 'number', means: 'money', values });

const JANUARY: Made = [
  'january',
  {
    order_id: ids(1, 2, 3),
    customer_id: customers('C-1', 'C-2', 'C-3'),
    ordered_on: dates('2025-01-01', '2025-01-02', '2025-01-03'),
    amount: amounts(1.5, 2.5, null),
  },
];

const union = (made: readonly Made[], options: MashOptions = {}) => mashed(made, { mode: 'union', ...options });
/** Two tables of one column, `x`. */
const both = (one: MadeColumn, other: MadeColumn): Made[] => [
  ['one', { x: one }],
  ['other', { x: other }],
];
const codesOf = ({ issues }: { issues: readonly { code: string; count?: number }[] }) =>
  issues.map(({ code, count }) => (count === undefined ? code : `${code} ${count}`));

describe('a union', () => {
  it('puts columns of the same name below one another however they are spelt, rows in order, each with where it is from', async () => {
    const { plan, rows } = await mashed([
      JANUARY,
      [
        'february',
        {
          Amount: amounts(9.25),
          'Customer ID': customers('C-1'),
          orderId: ids(10),
          'ORDERED ON': dates('2025-02-01'),
        },
      ],
    ]);

    expect(plan.mode).toBe('union');
    expect(rows).toEqual([
      { order_id: 1, customer_id: 'C-1', ordered_on: '2025-01-01', amount: 1.5, _source: 'art_january' },
      { order_id: 2, customer_id: 'C-2', ordered_on: '2025-01-02', amount: 2.5, _source: 'art_january' },
      { order_id: 3, customer_id: 'C-3', ordered_on: '2025-01-03', amount: null, _source: 'art_january' },
      { order_id: 10, customer_id: 'C-1', ordered_on: '2025-02-01', amount: 9.25, _source: 'art_february' },
    ]);
    expect(plan.issues).toEqual([]);
  });

  it('finds what is called otherwise by likeness of name, meaning and values, and says why', async () => {
    const plan = await planOf([
      JANUARY,
      [
        'february',
        {
          'Order No': ids(10, 11, 12),
          Buyer: customers('C-1', 'C-2', 'C-3'),
          Day: dates('2025-02-01', '2025-02-02', '2025-02-03'),
          amount: amounts(9.25, 1, 2),
          channel: texts('web', 'web', 'shop'),
        },
      ],
    ]);

    expect(columnsIn(plan)).toEqual({
      order_id: ['0.0', '1.0'],
      customer_id: ['0.1', '1.1'],
      ordered_on: ['0.2', '1.2'],
      amount: ['0.3', '1.3'],
      channel: ['1.4'],
    });
    expect(plan.columns.map(({ sources }) => sources.at(-1)?.reason)).toEqual([
      'similar name ("order_id"), same meaning (identifier)',
      'same meaning (identifier), 100 % of its values are the same',
      'the only column of both that means datetime',
      'same name',
      'in no table before',
    ]);
    expect(codesOf(plan)).toEqual(['COLUMN_NOT_IN_ALL 3']);
  });

  it('leaves apart what neither name nor values bring together', async () => {
    const { plan, rows } = await union([
      ['one', { id: ids(1, 2), city: texts('Köln', 'Bonn') }],
      ['other', { id: ids(3), weight: { type: 'number', values: [1.25] } }],
    ]);

    expect(columnsIn(plan)).toEqual({ id: ['0.0', '1.0'], city: ['0.1'], weight: ['1.1'] });
    expect(rows[2]).toEqual({ id: 3, city: null, weight: 1.25, _source: 'art_other' });
    expect(codesOf(plan)).toEqual(['COLUMN_NOT_IN_ALL 1', 'COLUMN_NOT_IN_ALL 2']);
  });

  it.each<[string, MadeColumn, MadeColumn, string, unknown[], string[]]>([
    ['whole and other numbers', ids(1), amounts(2.5), 'number', [1, 2.5], ['TYPES_RECONCILED']],
    [
      'dates and times',
      dates('2025-01-01'),
      { type: 'timestamp', values: ['2025-01-02 03:04:05'] },
      'timestamp',
      ['2025-01-01T00:00:00', '2025-01-02T03:04:05'],
      ['TYPES_RECONCILED'],
    ],
    [
      'dates and texts of them',
      dates('2025-01-01'),
      texts('31.12.2024', '1.2.2025'),
      'date',
      ['2025-01-01', '2024-12-31', '2025-02-01'],
      ['TYPES_RECONCILED'],
    ],
    [
      'dates and texts that can be read in two ways',
      dates('2025-01-01'),
      texts('03/04/2025'),
      'text',
      ['2025-01-01', '03/04/2025'],
      ['DATES_AMBIGUOUS 1', 'TYPES_RECONCILED'],
    ],
    [
      'amounts and texts with their unit',
      amounts(1.5),
      texts('€ 1.234,50', '-7,25 EUR'),
      'number',
      [1.5, 1234.5, -7.25],
      ['TYPES_RECONCILED'],
    ],
    [
      'numbers and texts that can be read in two ways',
      amounts(1.5),
      texts('1,234', '2,345'),
      'text',
      ['1.5', '1,234', '2,345'],
      ['NUMBERS_AMBIGUOUS 2', 'TYPES_RECONCILED'],
    ],
    [
      'yes and true',
      { type: 'boolean', values: [true, false] },
      texts('Yes', 'no'),
      'boolean',
      [true, false, true, false],
      ['TYPES_RECONCILED'],
    ],
    ['numbers and other texts', ids(1), texts('one', '2'), 'text', ['1', 'one', '2'], ['TYPES_RECONCILED']],
    ['dates and numbers', dates('2025-01-01'), ids(7), 'text', ['2025-01-01', '7'], ['TYPES_RECONCILED']],
    ['numbers and nothing', ids(7), texts(null), 'integer', [7], []],
  ])('makes one type of %s', async (_, one, other, type, values, codes) => {
    const { plan, rows } = await union(both(one, other));

    expect(plan.columns.map((column) => column.type)).toEqual([type]);
    expect(rows.map(({ x }) => x)).toEqual(values);
    expect(codesOf(plan)).toEqual(codes);
  });

  it('makes null of a few values that are no number, and tells how many', async () => {
    const many = Array.from({ length: 40 }, (_, nth) => `${nth}.5`);
    const { plan, rows } = await union(both(amounts(1.5), texts(...many, 'n/a')));

    expect(plan.columns[0]).toMatchObject({ type: 'number' });
    expect(rows.at(-1)).toEqual({ x: null, _source: 'art_other' });
    expect(codesOf(plan)).toEqual(['VALUES_NOT_CONVERTED 1', 'TYPES_RECONCILED']);
    expect(plan.filled).toBeCloseTo(41 / 42);
  });

  it('leaves rows out that have nothing in them, and no other', async () => {
    const { rows } = await union([
      ['one', { a: texts('x', null, null), b: texts(null, null, 'y') }],
      ['other', { a: texts('z'), b: texts(null) }],
    ]);
    expect(rows.map(({ a, b }) => [a, b])).toEqual([
      ['x', null],
      [null, 'y'],
      ['z', null],
    ]);
  });

  it('keeps a key of all sources where it still tells rows apart, and counts where it does not', async () => {
    const keysOf = async (second: number[]) => {
      const { plan, told, rows } = await union(both(ids(1, 2), ids(...second)));
      return { keys: plan.keys, told, rows: rows.length };
    };
    await expect(keysOf([3, 4])).resolves.toEqual({ keys: [['x']], told: [4], rows: 4 });
    await expect(keysOf([2, 3])).resolves.toEqual({ keys: [['x']], told: [3], rows: 4 });
  });

  it('does as the mapping says: a name for columns that are one, and none for what is left out', async () => {
    const mapping = [
      { content_ref: 'art_one', column: 'a', to: 'Total' },
      { content_ref: 'art_other', column: 'b', to: 'Total' },
      { content_ref: 'art_other', column: 'secret', to: null },
    ];
    const { plan, rows } = await union(
      [
        ['one', { a: amounts(1), b: texts('x') }],
        ['other', { b: amounts(2), secret: texts('s') }],
      ],
      { mapping },
    );
    expect(columnsIn(plan)).toEqual({ Total: ['0.0', '1.0'], b: ['0.1'] });
    expect(rows).toEqual([
      { Total: 1, b: 'x', _source: 'art_one' },
      { Total: 2, b: null, _source: 'art_other' },
    ]);
  });

  it.each<[string, MashOptions['mapping'] & object, string]>([
    [
      'a source that is not there',
      [{ content_ref: 'art_none', column: 'x', to: 'y' }],
      'names art_none, which is not among the content_refs',
    ],
    [
      'a column that is not there',
      [{ content_ref: 'art_one', column: 'y', to: 'z' }],
      'the column "y" of art_one, which has "x"',
    ],
    [
      'a column twice',
      [
        { content_ref: 'art_one', column: 'x', to: 'y' },
        { content_ref: 'art_one', column: 'x', to: 'z' },
      ],
      'twice. Name it once.',
    ],
    [
      'a name in two spellings',
      [
        { content_ref: 'art_one', column: 'x', to: 'Y' },
        { content_ref: 'art_other', column: 'x', to: 'y' },
      ],
      'Write it in one way.',
    ],
    [
      'the name of where rows are from',
      [{ content_ref: 'art_one', column: 'x', to: '_Source' }],
      'Choose another name.',
    ],
  ])('refuses a mapping of %s, and says what to do', async (_, mapping, message) => {
    await expect(planOf(both(ids(1), ids(2)), { mapping })).rejects.toThrow(message);
  });

  it('is refused where no two tables would share a column', async () => {
    await expect(
      planOf(
        [
          ['one', { a: texts('x') }],
          ['other', { b: ids(1) }],
        ],
        { mode: 'union' },
      ),
    ).rejects.toThrow('would have no column that two of them share');
  });
});
