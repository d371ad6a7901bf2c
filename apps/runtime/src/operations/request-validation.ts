import { ValidationPipe } from '@nestjs/common';
import { inputErrors, ProblemError } from '@app/intent-contracts';

/** Checks bodies and queries against their DTOs and refuses members that these do not know, all with their pointers. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => {
      const found = errors.flatMap((error) => inputErrors(error));
      const where = found.map(({ pointer }) => pointer).join(', ');
      return new ProblemError('REQUEST_INVALID', `The request does not fit at ${where}.`, { errors: found });
    },
  });
}
