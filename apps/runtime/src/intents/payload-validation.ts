import { inputErrors, ProblemError, type Shape } from '@app/intent-contracts';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { dtoSchema } from '../operations/dto-schemas.js';

const STRICT = { whitelist: true, forbidNonWhitelisted: true };

/** Shapes without a member, found out once: class-validator would refuse whatever comes as one. */
const empty = new WeakMap<Shape<object>, boolean>();

function isEmpty(shape: Shape<object>): boolean {
  const known = empty.get(shape) ?? Object.keys(dtoSchema(shape).properties ?? {}).length === 0;
  empty.set(shape, known);
  return known;
}

/**
 * Checks a payload against its shape and returns it as an instance.
 * Throws `PAYLOAD_INVALID` with a pointer to everything that does not fit.
 */
export async function validatePayload<Payload extends object>(
  type: string,
  shape: Shape<Payload>,
  payload: Record<string, unknown>,
): Promise<Payload> {
  const instance = plainToInstance(shape, payload);
  const found = await validate(instance, { ...STRICT, forbidUnknownValues: !isEmpty(shape) });
  const errors = found.flatMap((error) => inputErrors(error, '/payload'));
  if (errors.length === 0) return instance;
  const where = errors.map(({ pointer }) => pointer).join(', ');
  throw new ProblemError(
    'PAYLOAD_INVALID',
    `The payload does not fit "${type}" at ${where}. Its schema is in the catalogue.`,
    {
      errors,
    },
  );
}
