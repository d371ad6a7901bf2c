import { describe, expect, it } from '@jest/globals';
import { IsOptional } from 'class-validator';
import { defineQuery } from '../query/define-query.js';
import { defineIntent } from './define-intent.js';

class Anything {
  @IsOptional() note?: string;
}
const shapes = { input: Anything, output: Anything };

describe('a definition', () => {
  it('is refused where it is written, if its names could not travel', () => {
    expect(() => defineIntent({ type: 'place', realm: 'orders', ...shapes })).toThrow(/"place" is not a dotted/);
    expect(() => defineIntent({ type: 'orders.place', realm: 'Orders', ...shapes })).toThrow(/"Orders".*snake_case/);
    expect(defineIntent({ type: 'orders.place', realm: 'orders', ...shapes })).toMatchObject({ realm: 'orders' });
  });

  it.each(['execution', 'step', 'undo', 'wait', 'signal', 'artifact'])(
    'cannot be of a realm "%s", whose events would pass for those of the engine',
    (realm) => {
      expect(() => defineIntent({ type: 'orders.place', realm, ...shapes })).toThrow(/pass for the engine's/);
      expect(() => defineQuery({ type: 'orders.list', realm, ...shapes })).toThrow(/pass for the engine's/);
    },
  );
});
