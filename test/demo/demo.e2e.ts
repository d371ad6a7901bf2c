import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Execution } from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { freePort } from '../processes/free-port.js';
import { DemoRun } from './demo-run.js';

/** Whether there is a process of this number. */
function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const once = (events: string[], event: string): boolean => events.filter((one) => one === event).length === 1;

// Nearly all at once: a demo mostly waits. Nothing of one is seen by another.
describe('npm run demo', () => {
  let running: BothPlanes;
  let pids: number[];
  let alone: DemoRun, beside: DemoRun, interrupted: DemoRun, notComingBack: DemoRun, undoingForward: DemoRun;

  beforeAll(async () => {
    running = await BothPlanes.start();
    pids = [running.runtime.pid, running.experience.pid];
    const nobody = await freePort();
    const experiencePort = Number(new URL(running.experience.url).port);
    beside = new DemoRun({ experiencePort, acts: ['1', '4', '5'] });
    // Planes that four others' starts leave no time to answer are not used.
    await beside.until('Your planes are used');
    alone = new DemoRun({ experiencePort: nobody });
    interrupted = new DemoRun({ experiencePort: nobody, acts: ['1'] });
    notComingBack = new DemoRun({ experiencePort, acts: ['5'], twin: 'starts-only-once.mjs' });
    undoingForward = new DemoRun({ experiencePort: nobody, acts: ['4'], twin: 'undoes-forward.mjs' });
    await interrupted.interruptAt('EXECUTION=');
    await Promise.all([alone, beside, interrupted, notComingBack, undoingForward].map(({ ended }) => ended));
  });
  afterAll(() => running.kill());

  it('shows all its acts on planes of its own when none are running, and ends well', async () => {
    expect([await alone.ended, alone.printed]).toEqual([0, expect.stringContaining('Your turn')]);
    expect(alone.printed).toContain('No planes are running');
    expect(alone.printed.split('\n').filter((line) => line.length > 80)).toEqual([]);
    // What is no terminal gets no control characters.
    expect(alone.printed).not.toContain('\u001B');
  });

  it('shows what a file holds, and how it was found out', () => {
    expect(alone.events('A file goes in').at(-1)).toBe('execution.succeeded');
    const profile = alone.act('A file goes in').join('\n');
    expect(profile).toMatch(/^email +text +email +1 +35 /m);
    expect(profile).toMatch(/^joined +date +datetime +0 +36 +2021-03-23 +2024-12-21$/m);

    const tables = alone.act('Files as people have them').join('\n');
    expect(tables).toMatch(/^orders-2024\.csv\.gz +gzip +utf-8 +7 +40 +0$/m);
    expect(tables).toMatch(/^orders-2025\.csv +CSV by , +utf-8 +7 +61 +1$/m);
    expect(tables).toMatch(/^orders-2026\.tsv +TSV +utf-8 +8 +48 +0$/m);
    expect(tables).toMatch(/^exchange-rates\.json +JSON +utf-8 +3 +18 +0$/m);
    expect(tables).toMatch(/^shipments\.ndjson +NDJSON +utf-8 +5 +30 +0$/m);
    expect(tables).toMatch(/^branches-latin1\.csv +CSV by ; +windows-1252 +6 +8 +0$/m);
    expect(tables).toContain('Several columns are called "Umsatz"');
  });

  it('makes one table of three files, and says why each column is where it is', () => {
    expect(alone.events('become one table').at(-1)).toBe('execution.succeeded');
    const mash = alone.act('become one table').join('\n');
    expect(mash).toMatch(/^ordered_on +date +Ordered on +same name but for its spelling/m);
    expect(mash).toMatch(/^sku +text +Item +\S/m);
    expect(mash).toMatch(/^channel +text +Channel +in no table before$/m);
    expect(mash).toContain('40 + 61 + 48 rows in, 149 out.');
    expect(mash).toMatch(/^COLUMN_NOT_IN_ALL +channel +101$/m);
  });

  it('takes an order back, the last step first', () => {
    expect(alone.events('taken back').slice(-7)).toEqual([
      'step.failed create-order',
      'execution.compensating',
      'undo.started charge-card',
      'undo.succeeded charge-card',
      'undo.started reserve-stock',
      'undo.succeeded reserve-stock',
      'execution.compensated',
    ]);
    expect(alone.act('taken back').join(' ')).toContain(
      'Status: compensated. Undone: charge-card, then reserve-stock.',
    );
  });

  it('kills Runtime between a charge and its answer, and the order goes on without doing anything twice', () => {
    const events = alone.events('Runtime is killed');
    expect(once(events, 'step.succeeded reserve-stock')).toBe(true);
    expect(once(events, 'step.succeeded charge-card, attempt 2')).toBe(true);
    expect(once(events, 'step.succeeded create-order')).toBe(true);
    expect(events.at(-1)).toBe('execution.succeeded');

    const shown = alone.act('Runtime is killed').join('\n');
    // The stream and the demo each say that Runtime is back when they have found out; either may be first.
    expect(shown).toMatch(/kill -9 \d+[^]*runtime is away[^]*started again, as process \d+/);
    expect(shown).toMatch(/runtime is away[^]*runtime is back/);
    expect(shown).toMatch(/^reserve-stock +once +once$/m);
    expect(shown).toMatch(/^charge-card +twice +once /m);
    expect(shown).toMatch(/^create-order +once +once$/m);
  });

  it('kills Experience, and goes on reading where it was', () => {
    const shown = alone.act('Experience is killed').join('\n');
    expect(shown).toMatch(/the stream is cut[^]*the stream is back, with Last-Event-ID: /);
    expect(shown).toContain('All 9 events, none lost and none twice.');
  });

  it('uses planes that are running, and kills others than those', async () => {
    expect([await beside.ended, beside.printed]).toEqual([0, expect.stringContaining('Yours are left alone')]);
    expect([running.runtime.pid, running.experience.pid]).toEqual(pids);
    expect(running.runtime.isRunning && running.experience.isRunning).toBe(true);

    const executions: Execution[] = await running.v1.executions({ tenant_id: 'demo' });
    const ofBeside = executions.filter(({ execution_id: id }) => beside.printed.includes(id));
    expect(ofBeside.map(({ intent_type, status }) => `${intent_type} ${status}`).toSorted()).toEqual([
      'content.upload succeeded',
      'orders.place compensated',
    ]);
  });

  it('says what is wrong when Runtime does not come back', async () => {
    expect(await notComingBack.ended).toBe(1);
    expect(notComingBack.printed).toMatch(
      /The demo has failed\. Runtime has ended with exit code 78[^]*The twin does not start twice\.[^]*npm run start:runtime/,
    );
    expect(notComingBack.printed).not.toContain('Your turn');
  });

  it('says what is wrong when an order is taken back in the wrong order', async () => {
    expect(await undoingForward.ended).toBe(1);
    expect(undoingForward.printed).toContain(
      'undone should be the same backwards, but it is reserve-stock, charge-card.',
    );
  });

  it('is stopped by Ctrl-C', async () => {
    expect(await interrupted.ended).toBe(130);
    expect(interrupted.printed).not.toContain('has failed');
  });

  it.each([
    ['after a good end', () => alone, 4],
    ['beside planes that run', () => beside, 3],
    ['after a failure', () => undoingForward, 2],
    ['after Runtime has not come back', () => notComingBack, 2],
    ['after Ctrl-C', () => interrupted, 2],
  ])('leaves no process and no file behind: %s', (_when, run, started) => {
    expect(run().startedPids.length).toBeGreaterThanOrEqual(started);
    expect(run().startedPids.filter(lives)).toEqual([]);
    expect(run().leftBehind).toEqual([]);
  });
});
