import { describe, expect, it } from '@jest/globals';
import type { ColumnProfile, ProfileWarning } from '@app/intent-contracts';
import { profileOf } from '../testing/profile-of.js';

/** A column of these cells beside one of labels, and what else the file has. */
async function numbers(
  cells: string[],
  { delimiter = ';', beside = '' } = {},
): Promise<{ column: ColumnProfile; warnings: ProfileWarning[] }> {
  const quoted = (cell: string) => (cell.includes(delimiter) ? `"${cell}"` : cell);
  const rows = cells.map((cell, nth) => ['row', nth, quoted(cell), quoted(beside)].join(delimiter));
  const { tables, warnings } = await profileOf(
    `${['label', 'nr', 'cell', 'beside'].join(delimiter)}\n${rows.join('\n')}\n`,
  );
  return { column: tables[0]!.columns[2]!, warnings: warnings.filter(({ column }) => column === 'cell') };
}

const codes = (warnings: ProfileWarning[]) => warnings.map(({ code }) => code);

describe('numbers that are not written as in program code', () => {
  it.each([
    ['decimal commas', ['3,50', '-0,5', '12'], -0.5, 12],
    ['decimal commas and points between thousands', ['1.234,56', '7,5', '1.000.000,00'], 7.5, 1e6],
    ['decimal commas and spaces between thousands', ['1 234,56', '1\u202f000\u00a0000,5'], 1234.56, 1000000.5],
    ['decimal commas without a digit before', [',5', '-,25'], -0.25, 0.5],
    ['four digits before three', ['1234,567', '1,5'], 1.5, 1234.567],
    ['a nought before three', ['0,123', '1,234'], 0.123, 1.234],
    ['exponents', ['1,5E+03', '2,5e-1'], 0.25, 1500],
  ])('are read with %s, and it is said', async (_, cells, min, max) => {
    const { column, warnings } = await numbers(cells);
    expect([column.type, column.min, column.max, codes(warnings)]).toEqual(['number', min, max, ['DECIMAL_COMMA']]);
    expect(column.examples).toEqual(cells);
  });

  it('are shown as they were read', async () => {
    const { column, warnings } = await numbers(['12', '1.234,50', '']);
    expect(column).toMatchObject({ nulls: 1, distinct: 2, quantiles: [317.625, 623.25, 928.875] });
    expect(warnings[0]).toMatchObject({
      detail: 'Column "cell" has decimal commas: "1.234,50" was read as 1234.5.',
      row: 2,
      table: 'people',
    });
  });

  it.each([[['1,234.56', '7.5', '-1,000,000']], [['1,234,567', '999']]])(
    'are read with commas between thousands: %j',
    async (cells) => {
      const { column, warnings } = await numbers(cells, { delimiter: '\t' });
      expect([column.type, codes(warnings)]).toEqual(['number', ['THOUSANDS_SEPARATOR']]);
    },
  );

  it.each([
    ['semicolons between fields', ';', '', 1.234, 'DECIMAL_COMMA', 'fields are separated by semicolons'],
    ['commas between fields', ',', '', 1234, 'THOUSANDS_SEPARATOR', 'fields are not separated by semicolons'],
    ['another column with decimal commas', '\t', '2,5', 1.234, 'DECIMAL_COMMA', 'other columns have decimal commas'],
    [
      'another column with commas between thousands',
      ';',
      '2,500.5',
      1234,
      'THOUSANDS_SEPARATOR',
      'other columns have commas between thousands',
    ],
  ])(
    'are read as %s suggest where both is possible, and it is said',
    async (_, delimiter, beside, min, code, because) => {
      const { column, warnings } = await numbers(['1,234', '12,500', '7,000'], { delimiter, beside });
      expect([column.min, codes(warnings)]).toEqual([min, [code, 'NUMBERS_AMBIGUOUS']]);
      expect(warnings[1]!.detail).toContain(`"1,234" was read as ${min}, because ${because}.`);
    },
  );

  it('with points alone are read with decimal points, which is said beside decimal commas', async () => {
    const [alone, beside] = [await numbers(['1.234', '12.500']), await numbers(['1.234', '12.500'], { beside: '2,5' })];
    expect([alone.column.max, codes(alone.warnings)]).toEqual([12.5, []]);
    expect([beside.column.max, codes(beside.warnings)]).toEqual([12.5, ['NUMBERS_AMBIGUOUS']]);
  });

  it.each([
    ['leading zeros', ['007,5', '01,25']],
    ['lists', ['1,2,3', '4,5']],
    ['telephone numbers', ['49 170 123', '49 171 456']],
    ['versions', ['1.234.567', '1.235.000']],
    ['groups that are not of three', ['1.23,4', '12.34,5']],
    ['a plus', ['+3,5', '+4,5']],
  ])('are not made of %s', async (_, cells) => {
    const { column, warnings } = await numbers(cells);
    expect([column.type, codes(warnings)]).toEqual(['text', []]);
  });

  it('are seen where the column begins with whole numbers', async () => {
    const { column } = await numbers([...Array.from({ length: 3000 }, (_, row) => String(row)), '3,5']);
    expect([column.type, column.distinct]).toEqual(['number', 3001]);
  });

  it('name the value that is none', async () => {
    const { column, warnings } = await numbers([...Array.from({ length: 20 }, (_, row) => `${row},5`), 'n/a']);
    expect(column.type).toBe('text');
    expect(warnings).toMatchObject([{ code: 'MIXED_VALUES', row: 21 }]);
  });
});
