import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionStore, FeedFilter, FeedPart } from '../execution-store.js';
import { acceptance, entry, execution, NOW, session } from './records.js';
import type { Stores } from './store-contract.js';
import { untilFed } from './until-fed.js';

/** What has no space or line break in its place, and what has. */
const TYPES = ['execution.accepted', 'step.started', 'step.succeeded'];
const DATA = ['{}', JSON.stringify({ note: 'step.started 1 {}\nstep.started 1 {}', name: ' \u2028"😀' })];

/** What every adapter keeps to about the feeds of its tenants. */
export function feedContract(name: string, open: () => Promise<Stores>): void {
  describe(`the feeds of ${name}`, () => {
    let stores: Stores;
    beforeAll(async () => {
      stores = await open();
    });
    afterAll(() => stores.close());

    it('go on after each of their events, those too that were committed at once, whatever the filter and the size of a page', async () => {
      const tenantId = 'mid';
      await stores.sessions.create(session('ses_m', tenantId));
      const counts = [1, 3, 1, 7, 2];
      for (const [index, sequence] of counts.entries()) {
        const entries = Array.from({ length: sequence }, (_, at) => ({
          ...entry(at + 1, TYPES[(index + at) % TYPES.length]),
          time: NOW + at,
          data: DATA[at % DATA.length]!,
        }));
        const record = execution(`exe_m${index}`, {
          tenantId,
          sessionId: 'ses_m',
          sequence,
          updatedAt: NOW + sequence,
        });
        await stores.executions.accept(acceptance(record, { entries }));
      }
      await untilFed(stores.executions, tenantId, 'exe_m4', 2);
      const { entries: all } = await stores.executions.feed({ tenantId, limit: 100 });
      expect(all.map(({ executionId, sequence }) => `${executionId}:${sequence}`)).toEqual(
        counts.flatMap((count, index) => Array.from({ length: count }, (_, at) => `exe_m${index}:${at + 1}`)),
      );
      expect(all.slice(4, 12)).toMatchObject(
        [0, 0, 1, 2, 3, 4, 5, 6].map((at) => ({ time: NOW + at, data: DATA[at % DATA.length] })),
      );
      await expect(stores.executions.entries(tenantId, 'exe_m3', 2, 3)).resolves.toMatchObject(
        [3, 4, 5].map((sequence) => ({ sequence, time: NOW + sequence - 1 })),
      );

      const positions = [undefined, ...all.map(({ position }) => position)];
      expect(new Set(positions).size).toBe(all.length + 1);
      for (const types of [undefined, ['step.started'], ['execution.accepted', 'step.succeeded'], ['step']]) {
        for (const [read, after] of positions.entries()) {
          const rest = all.slice(read).filter(({ type }) => !types || types.includes(type));
          for (const limit of [1, 2, 3, 100]) {
            const filter = { tenantId, limit, ...(types && { types }) };
            expect(await readAll(stores.executions, { ...filter, ...(after !== undefined && { after }) })).toEqual(
              rest,
            );
          }
        }
      }
    });

    it('the log of what ended long ago is dropped whole, and a feed says up to where it is not whole any more', async () => {
      await stores.sessions.create(session('ses_h', 'hist'));
      const kept = async (executionId: string, finishedAt: number | null): Promise<void> => {
        const more = { tenantId: 'hist', sessionId: 'ses_h', finishedAt, sequence: 2 };
        await stores.executions.accept(acceptance(execution(executionId, more), { entries: [entry(1), entry(2)] }));
      };
      await kept('exe_h1', NOW - 100);
      await kept('exe_h2', null);
      await kept('exe_h3', NOW - 100);
      await kept('exe_h4', NOW);
      await untilFed(stores.executions, 'hist', 'exe_h4', 2);
      const feed = (after?: string): Promise<FeedPart> =>
        stores.executions.feed({ tenantId: 'hist', limit: 100, ...(after !== undefined && { after }) });
      const { entries: before } = await feed();
      expect(before).toHaveLength(8);

      let dropped = 0;
      let position: string | undefined;
      do {
        const from = position === undefined ? {} : { after: position };
        const round = await stores.executions.dropLogs({ endedBefore: NOW + 1, limit: 1_000, ...from });
        dropped += round.dropped;
        ({ position } = round);
      } while (position !== undefined);
      expect(dropped).toBeGreaterThanOrEqual(3);
      await expect(stores.executions.entries(null, 'exe_h1', 0)).resolves.toEqual([]);
      await expect(stores.executions.entries(null, 'exe_h2', 0)).resolves.toHaveLength(2);
      await expect(stores.executions.find('hist', 'exe_h1')).resolves.toMatchObject({ sequence: 2 });

      const after = await feed();
      expect(after.entries.map(({ executionId }) => executionId)).toEqual(['exe_h2', 'exe_h2']);
      // Whoever has read up to the end has missed nothing; whoever has not is told.
      const end = before.at(-1)!.position;
      expect(after.horizon).toBe(end);
      expect(await feed(end)).toEqual({ entries: [], position: end, more: false });
      expect(await feed(before[0]!.position)).toMatchObject({ horizon: end });
      // So has whoever had read a part of what was appended at once.
      expect(await feed(before.at(-2)!.position)).toEqual({ entries: [], position: end, more: false, horizon: end });
    });
  });
}

/** Page by page. */
async function readAll(executions: ExecutionStore, filter: FeedFilter): Promise<FeedPart['entries']> {
  const all: FeedPart['entries'][number][] = [];
  let { after } = filter;
  for (let more = true; more;) {
    const part = await executions.feed({ ...filter, ...(after !== undefined && { after }) });
    expect(part.entries.length).toBeLessThanOrEqual(filter.limit);
    all.push(...part.entries);
    ({ more, position: after } = part);
  }
  return all;
}
