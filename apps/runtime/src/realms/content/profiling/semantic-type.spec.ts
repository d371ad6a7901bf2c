import { describe, expect, it } from '@jest/globals';
import type { SemanticType } from '@app/intent-contracts';
import { tableOf } from '../testing/profile-of.js';
import { semanticType } from './semantic-type.js';

const meanings: [what: string, name: string, cells: string[], meaning: SemanticType][] = [
  ['whole numbers called id', 'id', ['1', '2'], 'identifier'],
  ['whole numbers that refer to others', 'customerId', ['1', '1'], 'identifier'],
  ['numbers called after money', 'unit_price', ['1.5', '2'], 'money'],
  ['numbers called after shares', 'pct', ['10', '20'], 'percentage'],
  ['noughts and ones of a flag', 'is_new', ['0', '1'], 'boolean'],
  ['other numbers', 'height', ['1.5', '2'], 'number'],
  ['addresses', 'contact', ['a@example.com', 'b.c@example.org'], 'email'],
  ['links', 'page', ['https://example.com/a', 'http://example.org'], 'url'],
  ['amounts with their currency', 'x', ['$1,200.50', '$3'], 'money'],
  ['amounts with a code behind', 'x', ['10.50 EUR', '3 USD'], 'money'],
  ['shares with their sign', 'x', ['10%', '2.5 %'], 'percentage'],
  ['UUIDs', 'x', ['0190b6a2-7b1c-7e3a-8000-000000000001', '0190b6a2-7b1c-7e3a-8000-000000000002'], 'identifier'],
  ['digits with leading zeros', 'zip', ['01067', '04109'], 'identifier'],
  ['codes that are all different', 'order', ['A-1001', 'A-1002'], 'identifier'],
  ['dates', 'x', ['2024-01-31', '2024-02-01'], 'datetime'],
  ['dates in another order', 'x', ['31.01.2024', '01.02.2024'], 'datetime'],
  ['true and false', 'x', ['true', 'false'], 'boolean'],
  ['yes and no', 'x', ['yes', 'no'], 'boolean'],
  ['names of countries', 'where', ['France', 'Peru', 'Japan'], 'country'],
  ['codes of countries', 'country', ['FR', 'PE'], 'country'],
  ['codes that may be anything', 'state', ['CA', 'DE', 'CA', 'DE'], 'category'],
  ['few words again and again', 'x', ['red', 'blue', 'red', 'blue'], 'category'],
  ['words', 'x', ['one thing', 'another'], 'text'],
];

describe('what a column means', () => {
  it('is told from values, and from names where values cannot tell', async () => {
    const found = [];
    for (const [what, name, cells] of meanings) {
      const { columns } = await tableOf(
        `row number,${name}\n${cells.map((cell, nth) => `${nth},"${cell}"\n`).join('')}`,
      );
      found.push([what, columns[1]!.semantic_type]);
    }
    expect(found).toEqual(meanings.map(([what, , , meaning]) => [what, meaning]));
  }, 60_000);

  it('is nothing where there is nothing', () => {
    const empty = { name: 'email', type: 'text' as const, filled: 0, distinct: 0, patterns: new Set<never>() };
    expect(semanticType(empty)).toBeNull();
  });

  it('is not asked of nested values', () => {
    expect(semanticType({ name: 'id', type: 'json', filled: 2, distinct: 2, patterns: new Set<never>() })).toBeNull();
  });
});
