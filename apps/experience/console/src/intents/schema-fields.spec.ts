import { describe, expect, it } from '@jest/globals';
import { fieldsOf, payloadOf } from './schema-fields.js';

const SCHEMA = {
  type: 'object',
  required: ['order_id', 'quantity', 'kind'],
  properties: {
    order_id: { type: 'string', minLength: 1, maxLength: 200, description: 'The name of the order' },
    quantity: { type: 'integer', minimum: 1 },
    kind: { enum: ['tea', 'coffee'] },
    gift: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    simulate: { $ref: '#/$defs/Simulate' },
    anything: {},
    'a/b': { anyOf: [{ type: 'null' }, { type: 'number' }] },
  },
  $defs: {
    Simulate: { type: 'object', properties: { delay_ms: { type: 'integer' }, deeper: { $ref: '#/$defs/Simulate' } } },
  },
};

describe('A form', () => {
  const fields = fieldsOf(SCHEMA);
  const kinds = Object.fromEntries(fields.map(({ name, shape }) => [name, shape.kind]));

  it('has a field for each member of the schema, as its type asks, through references and beside null', () => {
    expect(kinds).toEqual({
      order_id: 'text',
      quantity: 'number',
      kind: 'choice',
      gift: 'yes_no',
      tags: 'lines',
      simulate: 'group',
      anything: 'json',
      'a/b': 'number',
    });
    expect(fields[0]).toMatchObject({ isRequired: true, hint: 'The name of the order', shape: { maxLength: 200 } });
    expect(fields.find(({ name }) => name === 'a/b')?.pointer).toBe('/a~1b');
  });

  it('ends where a schema is inside itself', () => {
    const depthOf = (list: typeof fields): number =>
      Math.max(0, ...list.map(({ shape }) => (shape.kind === 'group' ? 1 + depthOf([...shape.fields]) : 0)));
    expect(depthOf(fields)).toBeLessThan(8);
  });

  it('says what was entered, typed as the schema has it, and leaves out what was left empty', () => {
    const entered = {
      '/order_id': '007',
      '/quantity': '2',
      '/kind': 'tea',
      '/tags': 'a\n\n b ',
      '/simulate/delay_ms': '50',
      '/anything': '{"x":[1]}',
    };
    expect(payloadOf(fields, entered)).toEqual({
      payload: {
        order_id: '007',
        quantity: 2,
        kind: 'tea',
        tags: ['a', 'b'],
        simulate: { delay_ms: 50 },
        anything: { x: [1] },
      },
      mistakes: {},
    });
  });

  it('says at which field what is wrong', () => {
    expect(payloadOf(fields, { '/quantity': '2.5', '/anything': '{' }).mistakes).toEqual({
      '/order_id': 'This has to be said.',
      '/quantity': 'This has to be a whole number.',
      '/kind': 'This has to be said.',
      '/anything': 'This has to be JSON.',
    });
  });
});
