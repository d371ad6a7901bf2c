import { describe, expect, it } from '@jest/globals';
import { nameLikeness, normalised, qualifiedLikeness, UniqueNames } from './column-name.js';

describe('a canonical name', () => {
  it.each([
    ['Order ID', 'order_id'],
    ['orderId', 'order_id'],
    ['ORDER-ID', 'order_id'],
    ['HTTPStatus', 'http_status'],
    ['  Unit price (€) ', 'unit_price'],
    ['Straße', 'strasse'],
    ['Größe', 'grosse'],
    ['2024', '_2024'],
    ['日付', '日付'],
    ['***', 'column'],
    ['x'.repeat(80), 'x'.repeat(63)],
  ])('of "%s" is %s', (name, expected) => {
    expect(normalised(name)).toBe(expected);
  });

  it('is given once, whatever its case', () => {
    const names = new UniqueNames(['id']);
    expect([names.give('ID'), names.give('name'), names.give('Name', 'customer_name'), names.give('name')]).toEqual([
      'ID_2',
      'name',
      'customer_name',
      'name_2',
    ]);
  });
});

describe('names are alike', () => {
  it.each([
    ['customer_id', 'Cust. ID', 1],
    ['order_id', 'Order No', 1],
    ['qty', 'Quantity', 1],
    ['orders', 'order', 1],
    ['E-Mail', 'email', 1],
    ['customer_id', 'Customer', 2 / 3],
    ['status', 'statu', 0],
    ['city', 'amount', 0],
  ])('%s and %s', (one, other, likeness) => {
    expect(nameLikeness(one, other)).toBeCloseTo(likeness);
  });

  it('across tables when one points to the other, and not when both are called id', () => {
    const customers = { table: 'customers', column: 'id' };
    expect(qualifiedLikeness({ table: 'orders', column: 'customer_id' }, customers)).toBe(1);
    expect(qualifiedLikeness({ table: 'orders', column: 'id' }, customers)).toBe(0.5);
  });
});
