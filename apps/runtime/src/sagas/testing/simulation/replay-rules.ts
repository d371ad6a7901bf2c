import { outcomesOf, same, type Case } from './case.js';
import type { OutcomeEvent } from '../../execution-events.js';
import type { HandlerRun } from './history.js';

/** What holds of handlers that run several times: S3, S15, S16. */
export const REPLAY_RULES: readonly ((one: Case) => string[])[] = [toldWhatIsRecorded, decideAlike, notesOnce];

/** What a handler is told is what the log holds, in its order: what was recorded when it began, and all of it undisturbed. */
function toldWhatIsRecorded({ runs, log, disturbed }: Case): string[] {
  const outcomes = outcomesOf(log).map(asTold);
  return runs.flatMap(({ trace, recorded, life }) => {
    const told = trace.filter((line) => line.startsWith('got '));
    const bound = disturbed.has(life) ? Math.min(recorded, told.length) : told.length;
    const wrong = told.slice(0, bound).findIndex((line, place) => line !== outcomes[place]);
    return wrong < 0 ? [] : [`life ${life} told the handler "${told[wrong]}"; the log has "${outcomes[wrong]}"`];
  });
}

function asTold(event: OutcomeEvent): string {
  const { type, data, time } = event;
  if (type === 'wait.ended') return `got ${data.wait} ${data.by === 'timer' ? 'timer' : data.signal_id} @${time}`;
  if (type === 'step.failed') return `got ${data.step} failed: ${data.problem.detail} @${time}`;
  return `got ${data.step} ${JSON.stringify(data.output)} @${time}`;
}

/** Told the same, every run asks for the same. */
function decideAlike({ runs }: Case): string[] {
  const asked = new Map<string, string[]>();
  return runs.flatMap(({ trace, life }) => {
    let told = '';
    let asks: string[] = [];
    const segments = new Map([[told, asks]]);
    for (const line of trace) {
      if (line.startsWith('got ')) {
        told += `${line}\n`;
        asks = [];
        segments.set(told, asks);
      } else asks.push(line);
    }
    return [...segments].flatMap(([prefix, now]) => {
      const former = asked.get(prefix) ?? now;
      if (now.length >= former.length) asked.set(prefix, now);
      const common = Math.min(now.length, former.length);
      return same(now.slice(0, common), former.slice(0, common))
        ? []
        : [`life ${life} asked for ${now.join(', ')}, an earlier run for ${former.join(', ')}`];
    });
  });
}

/** What a handler emits and sets is committed once, in its order, and all of it if it succeeds. */
function notesOnce({ runs, log, row }: Case): string[] {
  const emitted = log.flatMap(({ type, data }) =>
    (type as string) === 'sim.noted' ? [Number((data as { note?: number }).note)] : [],
  );
  const last = runs.findLast(({ zombie }) => !zombie);
  if (!last) return emitted.length > 0 ? ['has notes of no handler'] : [];
  const said = notesOf(last, 'emit');
  const common =
    row.status === 'succeeded' ? Math.max(said.length, emitted.length) : Math.min(said.length, emitted.length);
  const fits = same(said.slice(0, common), emitted.slice(0, common)) && new Set(emitted).size === emitted.length;
  return fits ? [] : [`the handler emitted ${said.join(' ')}; the log has ${emitted.join(' ')}`];
}

export function notesOf({ trace }: HandlerRun, kind: 'emit' | 'set'): number[] {
  return trace.filter((line) => line.startsWith(kind)).map((line) => Number(line.slice(kind.length + 1)));
}
