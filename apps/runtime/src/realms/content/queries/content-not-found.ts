import { ProblemError } from '../../../realm-kit/index.js';

export function contentNotFound(artifactId: string): ProblemError {
  return new ProblemError(
    'CONTENT_NOT_FOUND',
    `There is no content ${artifactId}. Ask content.list for those that there are; an upload is among them once it has succeeded.`,
  );
}
