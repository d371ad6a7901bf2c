import { AnsweredProblem, isProblem } from '../experience/answered-problem.js';
import { credentials, withTenant } from '../experience/experience-client.js';
import type { Identity } from '../identity/identity.js';

/** Saves what stands at an address. A link carries no token: there the bytes are fetched first, and saved from memory. */
export async function download(path: string, filename: string, identity: Identity): Promise<void> {
  if (identity.mode === 'open') return save(withTenant(path, identity), filename);
  const answer = await fetch(path, { headers: credentials(identity) });
  if (!answer.ok) {
    const problem: unknown = await answer.json().catch(() => undefined);
    if (isProblem(problem)) throw new AnsweredProblem(problem);
    throw new Error(`The server answered ${answer.status}.`);
  }
  const url = URL.createObjectURL(await answer.blob());
  save(url, filename);
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function save(url: string, filename: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = filename;
  link.click();
}
