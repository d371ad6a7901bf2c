import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { validatePayload } from './payload-validation.js';

class Nothing extends Object {}

class Named {
  @IsString() name!: string;
}

describe('the payload of an intent', () => {
  it('of a shape without members is an empty object, and nothing else', async () => {
    await expect(validatePayload('test.try', Nothing, {})).resolves.toBeInstanceOf(Nothing);
    await expect(validatePayload('test.try', Nothing, { more: 1 })).rejects.toMatchObject({
      problem: { code: 'PAYLOAD_INVALID', errors: [{ pointer: '/payload/more' }] },
    });
  });

  it('that does not fit is refused with a pointer to what does not', async () => {
    await expect(validatePayload('test.try', Named, { name: 1 })).rejects.toMatchObject({
      problem: { code: 'PAYLOAD_INVALID', errors: [{ pointer: '/payload/name' }] },
    });
  });
});
