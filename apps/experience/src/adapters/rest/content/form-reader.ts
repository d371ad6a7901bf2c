import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { ProblemError } from '@app/intent-contracts';
import busboy, { type Busboy, type FileInfo } from 'busboy';
import { requestInvalid } from '../../../adapter-kit/index.js';

/** Room for the form around the file. */
export const FORM_BYTES = 2 ** 16;

/** The bytes of a form's file as they come, and what the form says of them. */
export interface FilePart {
  readonly filename: string;
  readonly mediaType: string;
  readonly content: Readable;
}

/** What a form held: its fields by name, and under `file` what became of the file. */
export type ReadForm = Record<string, unknown>;

/**
 * Reads a form of fields and one file called "file", in any order, and hands the file to `take` as it comes. Rejects
 * with the first thing that is wrong, at once, without reading on; `content` fails then too, so that whoever was given
 * a part of the file knows that it is not whole.
 */
export async function readForm(
  request: IncomingMessage,
  maxBytes: number,
  take: (part: FilePart) => Promise<object>,
): Promise<ReadForm> {
  const parser = parserOf(request, maxBytes);
  const form: ReadForm = Object.create(null) as ReadForm;
  let content: Readable | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (problem: unknown): void => {
        // Now, and not when the rejection is heard: the end of a part that was cut off must not pass for its end.
        content?.destroy(problem as Error);
        reject(problem);
      };
      let taken = Promise.resolve();
      parser.on('field', (name, value, { valueTruncated }) => {
        const problem = fieldProblem(form, name, valueTruncated);
        if (problem) fail(problem);
        else form[name] = value;
      });
      parser.on('file', (name, part, info) => {
        // Whoever reads it is told of its failure; whether anybody does depends on when it fails.
        part.on('error', () => undefined);
        const filename = filenameOf(info);
        if (name !== 'file' || filename === undefined) return fail(fileProblem(name));
        content = part;
        part.once('limit', () => fail(fileTooLarge(maxBytes)));
        const staged = take({ filename, mediaType: info.mimeType, content: part });
        taken = staged.then((file) => void (form['file'] = file));
        taken.catch(fail);
      });
      parser.once('filesLimit', () => fail(fileProblem('file')));
      parser.once('fieldsLimit', () => fail(requestInvalid('', 'too_many', 'The form has too many fields.')));
      parser.on('error', (error) => fail(formProblem(error)));
      parser.once('close', () => void taken.then(resolve, reject));
      request.once('close', () => {
        if (!request.complete) fail(incomplete());
      });
      let size = 0;
      request.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes + FORM_BYTES) fail(fileTooLarge(maxBytes));
      });
      request.pipe(parser);
    });
  } finally {
    request.unpipe(parser);
  }
  return form;
}

export function fileTooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    'ARTIFACT_TOO_LARGE',
    `The file is larger than the ${maxBytes} bytes that are taken here (UPLOAD_MAX_BYTES). Split it.`,
  );
}

function parserOf(request: IncomingMessage, maxBytes: number): Busboy {
  try {
    return busboy({
      headers: request.headers,
      defParamCharset: 'utf8',
      // The parser says "limit" at the last byte that it takes, whether or not another follows.
      limits: { fileSize: maxBytes + 1, files: 1, fields: 16, fieldSize: FORM_BYTES },
    });
  } catch (error) {
    throw formProblem(error);
  }
}

function fieldProblem(form: ReadForm, name: string | undefined, truncated: boolean): ProblemError | undefined {
  if (name === undefined) return requestInvalid('', 'name_missing', 'The form has a field without a name.');
  if (truncated) return requestInvalid(`/${name}`, 'max_length', `The field "${name}" is too long.`);
  if (name in form) return requestInvalid(`/${name}`, 'repeated', `The form has "${name}" twice. Send it once.`);
  if (name === 'file') return fileProblem(name);
  return undefined;
}

function fileProblem(name = ''): ProblemError {
  const detail = `Send one file, as "file" and with a filename, and tenant_id and session_id as fields.`;
  return requestInvalid(`/${name}`, 'unexpected_file', detail);
}

/** Browsers escape what would end the name; nothing else in it is an escape. */
function filenameOf({ filename }: FileInfo): string | undefined {
  // An input in which nobody chose a file is sent as a part with an empty name.
  if (!filename) return undefined;
  return filename.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%22', '"');
}

function incomplete(): ProblemError {
  return new ProblemError(
    'UPLOAD_INCOMPLETE',
    'The request ended before the form did. Nothing was kept; send it again.',
  );
}

/** The parser's errors have no codes. */
function formProblem(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Unexpected end')) return incomplete();
  if (/^(Multipart|Malformed|Unsupported)/.test(message)) {
    return new ProblemError('MALFORMED_REQUEST', `${message}. Send multipart/form-data with its boundary.`);
  }
  return error;
}
