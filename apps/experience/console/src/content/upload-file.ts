import { AnsweredProblem, isProblem } from '../experience/answered-problem.js';
import { credentials } from '../experience/experience-client.js';
import type { Identity } from '../identity/identity.js';

interface UploadOptions {
  readonly identity: Identity;
  readonly sessionId: string;
  readonly sent: (bytes: number, all: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends a file, and says as it goes how much of it has gone. Resolves to the id of the execution that takes it in. By the
 * older of the two ways that browsers have, since the other tells nothing of what was sent.
 */
export function uploadFile(file: File, { identity, sessionId, sent, signal }: UploadOptions): Promise<string> {
  const form = new FormData();
  if (identity.mode === 'open') form.append('tenant_id', identity.tenant);
  form.append('session_id', sessionId);
  form.append('file', file, file.name);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/content/upload');
    for (const [name, value] of Object.entries(credentials(identity))) request.setRequestHeader(name, value);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => sent(loaded, total));
    request.addEventListener('load', () => {
      const body = request.response as { execution_id?: string } | null;
      if (request.status < 300 && body?.execution_id !== undefined) resolve(body.execution_id);
      else if (isProblem(body)) reject(new AnsweredProblem(body));
      else reject(new Error(`The server answered ${request.status} and did not say why.`));
    });
    request.addEventListener('error', () =>
      reject(new TypeError('The connection was lost while the file was being sent.')),
    );
    request.addEventListener('abort', () => reject(new DOMException('Cancelled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
