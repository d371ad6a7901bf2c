import type { Conversion } from '../planning/types.js';

const SPACES = '[ \t\u00a0\u202f]';
const UNITS = '[$€£¥%]|\\b(USD|EUR|GBP|CHF|JPY)\\b';
const matches = (text: string, pattern: string) => `regexp_full_match(${text}, '${pattern}')`;

/** The value of a text, null where it is not written so. `text` is an SQL expression. */
export function converted(conversion: Conversion, text: string): string {
  const trimmed = `trim(${text})`;
  const bare = `regexp_replace(${text}, '${UNITS}|${SPACES}', '', 'g')`;
  switch (conversion) {
    case 'number-point':
      return when(
        matches(bare, '[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?([.][0-9]+)?'),
        `TRY_CAST(replace(${bare}, ',', '') AS DOUBLE)`,
      );
    case 'number-comma':
      return when(
        matches(bare, '[+-]?([0-9]+|[0-9]{1,3}([.][0-9]{3})+)?(,[0-9]+)?'),
        `TRY_CAST(replace(replace(${bare}, '.', ''), ',', '.') AS DOUBLE)`,
      );
    case 'date-iso':
      return when(matches(trimmed, '[0-9]{4}-[0-9]{2}-[0-9]{2}'), `TRY_CAST(${trimmed} AS DATE)`);
    case 'date-ymd':
      return dated(trimmed, '[0-9]{4}[./][0-9]{1,2}[./][0-9]{1,2}', '%Y-%m-%d');
    case 'date-dmy':
      return dated(trimmed, '[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}', '%d-%m-%Y');
    case 'date-mdy':
      return dated(trimmed, '[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{4}', '%m-%d-%Y');
    case 'timestamp-iso':
      return when(
        matches(trimmed, '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?'),
        `TRY_CAST(${trimmed} AS TIMESTAMP)`,
      );
    case 'yes-no':
      return `CASE lower(${trimmed}) WHEN 'yes' THEN true WHEN 'y' THEN true WHEN 'true' THEN true WHEN 'no' THEN false WHEN 'n' THEN false WHEN 'false' THEN false END`;
  }
}

function dated(text: string, pattern: string, format: string): string {
  return when(
    matches(text, pattern),
    `CAST(try_strptime(regexp_replace(${text}, '[./]', '-', 'g'), '${format}') AS DATE)`,
  );
}

function when(condition: string, value: string): string {
  return `CASE WHEN ${condition} THEN ${value} END`;
}
