import type { ValidationError } from 'class-validator';
import type { InputError } from './problem.js';

/** What class-validator found wrong at a member and below it, each under its RFC 6901 pointer. */
export function inputErrors({ property, constraints = {}, children = [] }: ValidationError, parent = ''): InputError[] {
  const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(constraints).map(([constraint, detail]) => ({
    pointer,
    code: constraint.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    detail,
  }));
  return [...own, ...children.flatMap((child) => inputErrors(child, pointer))];
}
