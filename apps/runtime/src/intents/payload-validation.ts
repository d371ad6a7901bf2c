import { inputErrors, ProblemError, type Shape } from '@app/intent-contracts';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';

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
  const found = await validate(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
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
