import type { CellShape } from './cell-shape.js';

/** What texts can have in common. */
export type TextPattern =
  'email' | 'url' | 'uuid' | 'money' | 'percentage' | 'dated' | 'yes-no' | 'code' | 'digits' | 'country-code';

const AMOUNT = '[0-9]{1,3}([., ][0-9]{3})*([.,][0-9]{1,4})?|[0-9]+([.,][0-9]{1,4})?';
const CURRENCY = '[$€£¥₹]|USD|EUR|GBP|JPY|CHF|CAD|AUD|NZD|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|SGD|HKD|KRW|TRY';

const pattern = (name: TextPattern, expression: string): CellShape<TextPattern> => ({
  name,
  holds: ({ text }) => `regexp_full_match(trim(${text}), '${expression}')`,
});

/** A text column follows a pattern if all of its cells do. */
export const TEXT_PATTERNS: readonly CellShape<TextPattern>[] = [
  pattern('email', '[^ @,;]+@[^ @,;]+[.][^ @.,;]+'),
  pattern('url', '(?i)(https?|ftp)://[^ ]+'),
  pattern('uuid', '(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'),
  pattern('money', `-?(${CURRENCY}) ?-?(${AMOUNT})|-?(${AMOUNT}) ?(${CURRENCY})`),
  pattern('percentage', '[+-]?[0-9]+([.,][0-9]+)? ?%'),
  pattern('dated', '([0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})([T ].{1,30})?'),
  pattern('yes-no', '(?i)yes|no|y|n|on|off|t|f'),
  pattern('code', '[A-Za-z]{0,8}[-_#]?[0-9][0-9A-Za-z_-]{0,40}'),
  pattern('digits', '[0-9]+'),
  pattern('country-code', '[A-Z]{2,3}'),
];
