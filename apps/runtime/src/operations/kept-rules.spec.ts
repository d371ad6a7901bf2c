import { beforeEach, expect, it, jest } from '@jest/globals';
import { getMetadataStorage, IsInt, IsString, validateSync } from 'class-validator';
import { keepRules } from './kept-rules.js';

class Named {
  @IsString()
  name!: unknown;
}

class Counted extends Named {
  @IsInt()
  count!: unknown;
}

const STRICT = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
const storage = getMetadataStorage();
const found = jest.spyOn(storage, 'getTargetValidationMetadatas');
keepRules();

beforeEach(() => {
  found.mockClear();
});

/** The members that a value is refused for. */
function refused(value: object): string[] {
  return validateSync(value, STRICT).map(({ property }) => property);
}

it('a class is held to its rules and to those that it inherits, however often, and they are found once', () => {
  const wrong = Object.assign(new Counted(), { name: 1, count: 'two', more: true });
  for (let time = 0; time < 3; time += 1) {
    expect(refused(wrong)).toEqual(['more', 'count', 'name']);
    expect(refused(Object.assign(new Counted(), { name: 'two', count: 2 }))).toEqual([]);
    expect(refused(Object.assign(new Named(), { name: 'one', count: 2 }))).toEqual(['count']);
  }
  expect(found).toHaveBeenCalledTimes(2);
});

it('a rule that is added to a class later holds from then on', () => {
  class Late {
    @IsString()
    name!: unknown;

    more!: unknown;
  }
  const value = Object.assign(new Late(), { name: 'one', more: 'many' });
  expect(refused(value)).toEqual(['more']);
  IsInt()(Late.prototype, 'more');
  expect(validateSync(value, STRICT)[0]!.constraints).toHaveProperty('isInt');
});

it('rules of a group are those of the group, and a value that has a member called constructor is no class', () => {
  class Grouped {
    @IsString({ groups: ['written'] })
    name!: unknown;
  }
  const value = Object.assign(new Grouped(), { name: 1 });
  expect(validateSync(value, { ...STRICT, groups: ['written'] })).toHaveLength(1);
  expect(validateSync(value, { ...STRICT, groups: ['read'], forbidUnknownValues: false, whitelist: false })).toEqual(
    [],
  );
  expect(validateSync(value, { ...STRICT, groups: ['written'] })).toHaveLength(1);
  for (const constructor of [5, 'Named', {}]) expect(validateSync({ constructor }, STRICT)).toHaveLength(1);
});
