import { isDeepStrictEqual } from 'node:util';
import { withArtifactsNumbered } from './rehearsal-ids.js';
import type { Way } from './rehearsal.js';
import type { RehearsalOptions } from './rehearsal-options.js';
import { type AnyHandler, type InputOf, type OutputOf, playedBy } from './rehearse.js';
import { RehearsalFailed, type RehearsedExecution } from './rehearsed-execution.js';

/**
 * Runs a handler as it is; with forced replay, so that it dies and is replayed after every outcome; with one crash after
 * every commit, once before the process hears of it and once after it has acted on it; and with each of these crashes
 * and a cancel. Every handler is a new one, with whatever it acts on. Rejects with `RehearsalFailed` at the first way
 * that ends otherwise than the plain one, or that cannot be undone. Resolves to all of them, the plain one first.
 */
export async function rehearseEveryCrash<Handler extends AnyHandler>(
  make: () => Handler,
  input: InputOf<Handler>,
  options: RehearsalOptions<OutputOf<Handler>> = {},
): Promise<RehearsedExecution<OutputOf<Handler>>[]> {
  const { execution: plain, commits } = await playedBy(make, input, options, { name: 'as it is', deaths: [] });
  const ways = [FORCED_REPLAY, ...crashes(commits)];
  const all = [plain];
  for (const way of ways) {
    const { execution } = await playedBy(make, input, options, way);
    if (way.cancelled) assertUndone(execution, plain);
    else assertSame(execution, plain);
    all.push(execution);
  }
  return all;
}

const FORCED_REPLAY: Way = {
  name: 'with forced replay after every outcome',
  deaths: ['at the next outcome'],
  again: true,
};

function crashes(commits: number): Way[] {
  const after = Array.from({ length: commits }, (_, index) => index + 1);
  return after.flatMap((commit) =>
    [false, true].flatMap((hearing) => {
      const name = `with a crash ${hearing ? 'after what followed' : 'right after'} commit ${commit}`;
      const deaths = [{ after: commit, hearing }];
      return [
        { name, deaths },
        { name: `${name}, then cancelled`, deaths, cancelled: true },
      ];
    }),
  );
}

function assertSame(crashed: RehearsedExecution, plain: RehearsedExecution): void {
  assertFollows(crashed);
  assertUndoKept(crashed, plain);
  // A step that refuses to do anything is undone where a crash leaves open whether it did.
  const isUndoneInDoubt = plain.status === 'failed' && crashed.status === 'compensated';
  const compared = isUndoneInDoubt ? { ...crashed, status: plain.status } : crashed;
  const [was, is] = [plain, compared].map((execution) => withArtifactsNumbered(essence(execution)));
  if (isDeepStrictEqual(was, is)) return;
  throw failed(
    crashed,
    `it ended as ${JSON.stringify(is)}, and without a crash as ${JSON.stringify(was)}. Either the handler takes something ` +
      'from elsewhere than its input and the outputs of its steps (time, chance, a variable: use saga.now(), saga.uuid() ' +
      'or a step), or a step that is tried again after a crash does not recognise its key.',
  );
}

function assertUndone(cancelled: RehearsedExecution, plain: RehearsedExecution): void {
  assertFollows(cancelled);
  assertUndoKept(cancelled, plain);
}

function assertFollows(crashed: RehearsedExecution): void {
  const { problem } = crashed;
  const mismatch = crashed.pauseReason === 'history_mismatch' || crashed.events.some(isMismatch);
  if (!mismatch) return;
  throw failed(
    crashed,
    `the handler did not follow its own history (HISTORY_MISMATCH): ${problem?.detail ?? ''} With the same input and the ` +
      'same outcomes it must ask for the same steps under the same names. Take time, chance and ids from saga.now(), ' +
      'saga.uuid() or a step, and keep nothing in variables that outlive a run.',
  );
}

function isMismatch({ type, data }: RehearsedExecution['events'][number]): boolean {
  return (
    type === 'execution.compensation_failed' &&
    (data as { problem: { code: string } }).problem.code === 'HISTORY_MISMATCH'
  );
}

function assertUndoKept(crashed: RehearsedExecution, plain: RehearsedExecution): void {
  if (crashed.status !== 'compensation_failed' || plain.status === 'compensation_failed') return;
  const stuck = crashed.steps.find(({ undo }) => undo?.state === 'failed');
  const name = stuck?.name ?? '';
  const happened = crashed.calls.some(({ kind, step }) => kind === 'do' && step === name);
  const why = happened
    ? 'It may be called for a step whose outcome is not known, without output, and more than once. Find what the step did by its key.'
    : 'It must accept that the step never happened: it was started and died before it did anything, so there is no output and nothing under its key.';
  throw failed(crashed, `the undo of "${name}" failed: ${crashed.problem?.detail ?? ''} ${why}`);
}

/** What a crash must not change. */
function essence({ status, result, problem, residualEffects }: RehearsedExecution): object {
  const { code, step } = problem ?? {};
  return { status, ...(result !== undefined && { result }), ...(code && { code, step }), residualEffects };
}

function failed({ way, story }: RehearsedExecution, what: string): RehearsalFailed {
  return new RehearsalFailed(`Run ${way}, ${what}\nRecorded: ${story.join(', ') || 'nothing'}.`);
}
