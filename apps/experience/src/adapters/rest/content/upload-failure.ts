import { ProblemError } from '@app/intent-contracts';
import multer from 'multer';
import { RelayedProblem, requestInvalid } from '../../../adapter-kit/index.js';

/** Reads what the parsing of a multipart request failed with. */
export function uploadFailure(thrown: unknown): unknown {
  if (thrown instanceof ProblemError || thrown instanceof RelayedProblem) return thrown;
  if (thrown instanceof multer.MulterError) {
    const field = thrown.field ?? 'file';
    return requestInvalid(
      `/${field}`,
      thrown.code.toLowerCase(),
      `${thrown.message} ("${field}"). Send one file as "file", and tenant_id and session_id as fields.`,
    );
  }
  const message = thrown instanceof Error ? thrown.message : '';
  if (/^(Unexpected end|Request (aborted|closed|error))/.test(message)) {
    return new ProblemError(
      'UPLOAD_INCOMPLETE',
      'The request ended before the form did. Nothing was kept; send it again.',
    );
  }
  if (/^(Multipart|Malformed|Unsupported)/.test(message)) {
    return new ProblemError('MALFORMED_REQUEST', `${message}. Send multipart/form-data with its boundary.`);
  }
  return thrown;
}
