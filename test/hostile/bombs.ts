import { gzipSync } from 'node:zlib';

/** A body that is meant to do harm, and what it has to be answered with. */
export interface Bomb {
  readonly name: string;
  /** Text of JSON that is put where a member of a payload stands, or the whole body. */
  readonly member?: string;
  readonly body?: Buffer | string;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly code: string;
  /** What `errors` say. */
  readonly reasons?: string[];
}

const MEBIBYTE = 2 ** 20;
const refused = (reason: string): Pick<Bomb, 'status' | 'code' | 'reasons'> => ({
  status: 422,
  code: 'REQUEST_INVALID',
  reasons: [reason],
});
const list = (length: number, item: (index: number) => string): string =>
  Array.from({ length }, (_, index) => item(index)).join();

/** JSON that carries a member somewhere in a payload. */
export const MEMBERS: Bomb[] = [
  { name: 'objects 33 deep', member: '{"a":'.repeat(33) + '1' + '}'.repeat(33), ...refused('max_depth') },
  { name: 'lists 100,000 deep', member: '['.repeat(100_000) + ']'.repeat(100_000), ...refused('max_depth') },
  {
    name: 'objects 100,000 deep',
    member: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000),
    ...refused('max_depth'),
  },
  { name: '10,001 members', member: `{${list(10_001, (index) => `"k${index}":1`)}}`, ...refused('max_members') },
  {
    name: '10,001 members in parts',
    member: `[${list(101, () => `{${list(100, (index) => `"k${index}":1`)}}`)}]`,
    ...refused('max_members'),
  },
  {
    name: 'members whose names hash alike',
    member: `{${list(20_000, (index) => `"${index * 2 ** 24}":1`)}}`,
    ...refused('max_members'),
  },
  { name: 'a list of 400,000', member: `[${list(400_000, () => '1')}]`, ...refused('max_values') },
  { name: 'a list of 100,001 empty lists', member: `[${list(100_001, () => '[]')}]`, ...refused('max_values') },
  { name: 'NUL in text', member: '"a\\u0000b"', ...refused('no_nul') },
  { name: 'NUL in a name', member: '{"a\\u0000b":1}', ...refused('no_nul') },
  { name: 'the first half of a surrogate pair', member: '"\\ud83d"', ...refused('well_formed') },
  { name: 'the second half of a surrogate pair', member: '["\\ude00x"]', ...refused('well_formed') },
  { name: 'halves of surrogate pairs the wrong way round', member: '"\\ude00\\ud83d"', ...refused('well_formed') },
  { name: 'half of a surrogate pair in a name', member: '{"\\ud83d":1}', ...refused('well_formed') },
  { name: '__proto__', member: '{"__proto__":{"polluted":true}}', ...refused('reserved_name') },
  { name: '__proto__ in escapes', member: '{"\\u005f_proto__":{"polluted":true}}', ...refused('reserved_name') },
  {
    name: 'constructor.prototype',
    member: '{"constructor":{"prototype":{"polluted":true}}}',
    ...refused('reserved_name'),
  },
  { name: 'constructor as text', member: '{"constructor":"x"}', ...refused('reserved_name') },
  { name: 'prototype', member: '{"prototype":1}', ...refused('reserved_name') },
  { name: '1e400', member: '1e400', ...refused('max_number') },
  { name: '-1e400', member: '[-1E+400]', ...refused('max_number') },
  { name: 'a number of 100,000 digits', member: '9'.repeat(100_000), ...refused('max_number') },
  { name: '2^53 + 1', member: '9007199254740993', ...refused('digits_lost') },
  { name: '-(2^53 + 1) in a list', member: '[1,-9007199254740993]', ...refused('digits_lost') },
  { name: 'an id of 20 digits', member: '{"id":12345678901234567891}', ...refused('digits_lost') },
  { name: 'a fraction beyond 2^53', member: '9007199254740993.5', ...refused('digits_lost') },
  { name: 'a member twice', member: '{"role":"user","role":"admin"}', ...refused('duplicate_member') },
  { name: 'a member twice, once in escapes', member: '{"role":1,"\\u0072ole":2}', ...refused('duplicate_member') },
  { name: 'a number that is none', member: '01', status: 400, code: 'MALFORMED_JSON' },
  { name: 'NaN', member: 'NaN', status: 400, code: 'MALFORMED_JSON' },
  { name: 'a control character in text', member: '"a\u0001b"', status: 400, code: 'MALFORMED_JSON' },
];

const json = { 'content-type': 'application/json' };

/** Whole bodies, for a route that takes a mebibyte. */
export const BODIES: Bomb[] = [
  {
    name: 'a text of 2 MiB',
    body: JSON.stringify({ user_id: 'x'.repeat(2 * MEBIBYTE) }),
    headers: json,
    status: 413,
    code: 'PAYLOAD_TOO_LARGE',
  },
  {
    name: '100 MB of zeros in gzip',
    body: gzipSync(Buffer.alloc(100_000_000, '0')),
    headers: { ...json, 'content-encoding': 'gzip' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    name: 'gzip in br in gzip',
    body: 'x',
    headers: { ...json, 'content-encoding': 'gzip, br, gzip' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    name: 'UTF-16',
    body: Buffer.from('{"a":1}', 'utf16le'),
    headers: { 'content-type': 'application/json; charset=utf-16' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
  {
    name: 'bytes that are no UTF-8',
    body: Buffer.from([0x22, 0xff, 0xfe, 0x22]),
    headers: json,
    status: 400,
    code: 'MALFORMED_JSON',
  },
  {
    name: 'a surrogate in UTF-8',
    body: Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22]),
    headers: json,
    status: 400,
    code: 'MALFORMED_JSON',
  },
  { name: 'a NUL byte', body: Buffer.from('"a\0b"'), headers: json, status: 400, code: 'MALFORMED_JSON' },
  { name: 'braces that do not end', body: '{"a":'.repeat(200_000), headers: json, ...refused('max_depth') },
  { name: 'colons', body: ':'.repeat(1_000_000), headers: json, ...refused('max_members') },
  {
    name: 'XML',
    body: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    headers: { 'content-type': 'application/xml' },
    status: 415,
    code: 'UNSUPPORTED_MEDIA_TYPE',
  },
];

/** JSON that looks odd and loses nothing: it comes back as it was. */
export const FAITHFUL: [name: string, text: string][] = [
  ['2^53', '9007199254740992'],
  ['-2^53', '-9007199254740992'],
  ['2^70, which a double holds exactly', '1180591620717411303424'],
  ['a large number with an exponent', '1.5e300'],
  ['a pair of surrogates in escapes', '"\\ud83d\\ude00"'],
  ['a character outside the basic plane', '"😀"'],
  ['32 levels', '['.repeat(32) + '1' + ']'.repeat(32)],
  ['9,999 members', `{${list(9_999, (index) => `"k${index}":${index}`)}}`],
  ['99,999 numbers', `[${list(99_999, () => '7')}]`],
  ['text like SQL', '"\'; DROP TABLE executions; --"'],
  ['names that only look like others', '{"__proto":1,"toString":2,"hasOwnProperty":3}'],
  ['a quote and a backslash', '"\\"\\\\\\""'],
];
