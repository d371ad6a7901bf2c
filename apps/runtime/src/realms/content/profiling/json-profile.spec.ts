import { describe, expect, it } from '@jest/globals';
import { profileOf, tableOf } from '../testing/profile-of.js';

describe('the profile of JSON', () => {
  it('makes a table of an array of objects, nested values being json', async () => {
    const {
      header,
      rows: count,
      columns,
    } = await tableOf('[{"id":1,"tags":["a"],"at":"2024-01-31"},{"id":2,"tags":{"b":1},"at":"2024-02-01"}]');
    expect([header, count]).toEqual([true, 2]);
    expect(columns).toEqual([
      expect.objectContaining({ name: 'id', type: 'integer', min: 1, max: 2, examples: [1, 2] }),
      {
        name: 'tags',
        type: 'json',
        semantic_type: null,
        nulls: 0,
        distinct: 2,
        min: null,
        max: null,
        examples: [['a'], { b: 1 }],
      },
      expect.objectContaining({ name: 'at', type: 'date', semantic_type: 'datetime', min: '2024-01-31' }),
    ]);
  });

  it.each([
    ['one object', '{"id":1,"name":"Ann"}', 1],
    ['objects that follow one another', '{"id":1,"name":"Ann"}\n{"id":2,"name":"Bo"}\n', 2],
    ['objects over several lines', '{\n "id":1,\n "name":"Ann"\n}\n{\n "id":2, "name":"Bo" }', 2],
    ['an array with a byte order mark', '\ufeff[{"id":1,"name":"Ann"}]', 1],
  ])('makes a table of %s', async (_, text, count) => {
    expect(await tableOf(text)).toMatchObject({ rows: count, columns: [{ name: 'id' }, { name: 'name' }] });
  });

  it('gives each key a column in order of appearance, null where an object lacks it', async () => {
    const { columns } = await tableOf('[{"a":1},{"b":null,"A":2},{"a":3,"c/d":"x","e~f":"y"}]');
    expect(columns.map(({ name, nulls }) => [name, nulls])).toEqual([
      ['a', 1],
      ['b', 3],
      ['A', 2],
      ['c/d', 2],
      ['e~f', 2],
    ]);
  });

  it.each([
    ['numbers in quotes are text', '[{"v":"1"},{"v":"2"}]', 'text'],
    ['numbers and texts together are text', '[{"v":1},{"v":"x"}]', 'text'],
    ['texts and objects together are json', '[{"v":"x"},{"v":{}}]', 'json'],
    ['true and false are booleans', '[{"v":true},{"v":false}]', 'boolean'],
    ['whole and broken numbers are numbers', '[{"v":1},{"v":1.5e3}]', 'number'],
    ['texts that are timestamps are', '[{"v":"2024-01-31T10:00:00Z"}]', 'timestamp'],
    ['nothing but null is text', '[{"v":null}]', 'text'],
  ])('takes values as JSON has them: %s', async (_, text, type) => {
    expect((await tableOf(text)).columns[0]!.type).toBe(type);
  });

  it('keeps every digit of whole numbers', async () => {
    expect((await tableOf('[{"v":9007199254740993},{"v":1}]')).columns[0]).toMatchObject({
      type: 'integer',
      max: '9007199254740993',
      examples: ['9007199254740993', 1],
    });
  });

  it.each([
    ['numbers', '[3,1,2]', 'integer'],
    ['texts', '["x","y"]', 'text'],
    ['arrays', '[[1,2],[3]]', 'json'],
    ['objects and others', '[{"a":1},5]', 'json'],
  ])('makes one column of an array of %s', async (_, text, type) => {
    expect(await tableOf(text)).toMatchObject({ header: false, columns: [{ name: 'column_1', type }] });
  });

  it.each([
    ['an empty array', '[]', 0],
    ['an empty object', '{}', 1],
  ])('makes a table without columns of %s', async (_, text, count) => {
    expect(await tableOf(text)).toMatchObject({ rows: count, columns: [], duplicate_rows: 0, candidate_keys: [] });
  });

  it('unescapes what is escaped, and replaces what no store takes', async () => {
    const { columns } = await tableOf('[{"q\\"k":"a\\"b\\u00e9\\n","n":"x\\u0000y"}]');
    expect(columns.map(({ name, examples }) => [name, examples])).toEqual([
      ['q"k', ['a"bé\n']],
      ['n', ['x\ufffdy']],
    ]);
  });

  it.each([
    ['[{"a":1},{"a":2,,}]', 'line 1, column 17, a name in double quotes was expected, "," was found'],
    ['[{"a":1},\n {"a":oops}]', 'line 2, column 7, a value was expected, "oops" was found'],
    ['[{"a":1}\n{"a":2}]', 'line 2, column 1, a comma or "]" was expected between two elements of the array'],
    ['[{"a":1},{"a":2}', 'line 1, column 17, the array is not closed when the file ends'],
    ['{"a":1}\n{"a":', 'line 2, column 1, the value that begins here is not complete when the file ends'],
    ['[{"é":01}]', 'line 1, column 7, "01" is no number that JSON knows'],
    ['[{"a":NaN}]', 'line 1, column 7, a value was expected, "NaN" was found'],
    ['[{"a":"x\ny"}]', 'line 1, column 9, a control character or line break stands in a string'],
    ['[{"a":1}] more', 'line 1, column 11, the array has ended, but the file goes on'],
    [`[{"a":${'['.repeat(300)}`, 'line 1, column 207, values are nested more than 200 deep'],
  ])('says where %s is broken', async (text, place) => {
    await expect(profileOf(text)).rejects.toThrow(`This is not valid JSON: in ${place}.`);
  });

  it('refuses half a character that no text can hold', async () => {
    await expect(profileOf('[{"a":"\\ud800"}]')).rejects.toThrow('This is not valid JSON: no low surrogate in string.');
  });
});
