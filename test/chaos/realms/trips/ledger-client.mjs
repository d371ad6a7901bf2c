import { RetryableError } from '@symphainy/runtime/realm-kit';

const URL = process.env.TRIPS_LEDGER_URL;

/** Returns when the ledger has written the entry down. Anything else leaves open whether it has. */
export async function record(entry, signal) {
  if (!URL) return;
  let answer;
  try {
    answer = await fetch(URL, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(entry),
      signal,
    });
    await answer.arrayBuffer();
  } catch (cause) {
    throw new RetryableError(`The ledger gave no answer to ${entry.kind} ${entry.step}.`, { cause });
  }
  if (!answer.ok) throw new RetryableError(`The ledger answered ${answer.status} to ${entry.kind} ${entry.step}.`);
}
