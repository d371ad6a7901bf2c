import { ProblemError } from '@app/intent-contracts';

/**
 * A path of Runtime out of fixed text and what clients sent, which cannot leave its segment: not by a slash, which is
 * encoded, nor by dots, which URLs resolve even when encoded and which are refused therefore.
 */
export function runtimePath(fixed: TemplateStringsArray, ...segments: string[]): string {
  return String.raw({ raw: fixed }, ...segments.map(encodeSegment));
}

function encodeSegment(segment: string): string {
  if (segment === '.' || segment === '..' || segment === '') {
    throw new ProblemError('MALFORMED_REQUEST', `"${segment}" is not an id. Take ids from earlier answers.`);
  }
  return encodeURIComponent(segment);
}
