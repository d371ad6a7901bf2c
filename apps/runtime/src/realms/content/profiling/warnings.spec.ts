import { describe, expect, it } from '@jest/globals';
import { csvWarnings } from './warnings.js';

const format = {
  format: 'csv',
  mediaType: 'text/csv',
  encoding: 'utf-8',
  delimiter: ',',
  header: true,
  headerAssumed: false,
} as const;
const none = { count: 0, rows: [] };
const layout = {
  names: ['a', 'b'],
  rows: 9,
  width: 2,
  tooShort: none,
  tooLong: none,
  strict: true,
  crlf: false,
  longestRecord: 9,
};

describe('warnings about a table', () => {
  it('are none where all is well', () => {
    expect(csvWarnings(layout, format)).toEqual([]);
  });

  it('name the first of many rows and count the others', () => {
    const tooShort = { count: 1234, rows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] };
    expect(csvWarnings({ ...layout, tooShort }, format)).toEqual([
      {
        code: 'ROWS_TOO_SHORT',
        detail:
          'Rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1224 more have fewer fields than the 2 columns; what is missing is null.',
        row: 1,
      },
    ]);
  });

  it('tell that columns were left out', () => {
    expect(csvWarnings({ ...layout, width: 1200 }, format)).toEqual([
      { code: 'COLUMNS_LEFT_OUT', detail: 'The table has 1200 columns or more; the first 1000 are profiled.' },
    ]);
  });

  it('tell which way the header was assumed', () => {
    const details = [true, false].map(
      (header) => csvWarnings(layout, { ...format, header, headerAssumed: true })[0]!.detail,
    );
    expect(details).toEqual([
      expect.stringContaining('was taken for the names of the columns'),
      expect.stringContaining('was taken for data'),
    ]);
  });
});
