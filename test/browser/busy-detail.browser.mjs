import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BothPlanes } from '../processes/both-planes.js';
import { OpenedConsole } from './opened-console.mjs';

/** Steps side by side, each of which tells of its start and of its end. */
const LANES = 24;
const ROUNDS = 200;
const DELAY_MS = 40;
const MOST_ELEMENTS = 1_500;

let planes;
let opened;

beforeAll(async () => {
  planes = await BothPlanes.start({ RUNTIME_REALMS: './test/browser/realms/lanes' });
  opened = await OpenedConsole.launch(planes.experience.url);
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
});

/** In the page: collects how long each frame took to come after the one before. */
function watchFrames() {
  globalThis.frames_ms = [];
  let last = performance.now();
  const next = (now) => {
    globalThis.frames_ms.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

describe('An execution of which very much is told', () => {
  it('is shown whole as it happens, and little of it is drawn', async () => {
    const session = await planes.api.session('demo');
    const { execution_id: id } = await planes.api.accepted({
      intent_type: 'lanes.run',
      realm: 'lanes',
      session_id: session.session_id,
      tenant_id: 'demo',
      payload: { lanes: LANES, rounds: ROUNDS, delay_ms: DELAY_MS },
    });
    const page = await opened.open(`/executions/${id}`);
    await page
      .getByText(/^round-\d+-lane-\d+$/)
      .first()
      .waitFor();
    await page.evaluate(watchFrames);
    await page.locator('.detail-head .status-succeeded').waitFor({ timeout: 110_000 });
    const frames = (await page.evaluate(() => globalThis.frames_ms)).sort((one, other) => one - other);

    await page.getByRole('tab', { name: /Events/ }).click();
    expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
    const log = await planes.api.events(id);
    const seconds = (Date.parse(log.at(-1).time) - Date.parse(log[0].time)) / 1_000;
    await page.locator('.event .number').first().waitFor();
    expect(Number(await page.locator('.event .number').first().innerText())).toBe(log.at(-1).sequence);
    expect(opened.complaints).toEqual([]);
    const at = (share) => frames[Math.floor(share * (frames.length - 1))].toFixed(0);
    process.stdout.write(
      `  busy detail: ${log.length} events, ${(log.length / seconds).toFixed(0)}/s; of ${frames.length} frames p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, the longest ${at(1)} ms\n`,
    );
    expect(log).toHaveLength(3 + 2 * LANES * ROUNDS);
  });
});
