import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { ProblemError, type InputError } from '@app/intent-contracts';

/** Checks bodies and queries against their DTOs and refuses members that these do not know, all with their pointers. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    transform: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => {
      const found = errors.flatMap((error) => inputErrors(error, ''));
      const pointers = [...new Set(found.map(({ pointer }) => pointer))];
      return new ProblemError('REQUEST_INVALID', `The request does not fit at ${pointers.join(', ')}.`, {
        errors: found,
      });
    },
  });
}

/** What is wrong at a member and below it, each under its RFC 6901 pointer. */
function inputErrors(error: ValidationError, parent: string): InputError[] {
  const { property, children = [] } = error;
  const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = reasonsOf(error).map(([constraint, detail]) => ({
    pointer,
    code: constraint.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    detail,
  }));
  return [...own, ...children.flatMap((child) => inputErrors(child, pointer))];
}

/** Of a member that is missing nothing else needs saying. */
function reasonsOf({ property, value, constraints = {} }: ValidationError): [string, string][] {
  const reasons = Object.entries(constraints);
  return value === undefined && reasons.length > 1 ? [['isDefined', `${property} is missing`]] : reasons;
}
