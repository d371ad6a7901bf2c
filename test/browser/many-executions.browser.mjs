import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { expectAccessible, OpenedConsole } from './opened-console.mjs';
import { manyExecutions } from './stored-executions.mjs';

const MANY = 100_000;
const MOST_SCRIPT_BYTES = 200_000;

let planes;
let opened;

beforeAll(async () => {
  const env = { DATA_DIR: temporaryFolder('many') };
  planes = await BothPlanes.start(env);
  const session = await planes.api.session('demo');
  const failed = placeOrder(session, { simulate: { fail_step: 'create-order' } });
  const ids = [];
  for (const intent of [placeOrder(session), failed]) ids.push((await planes.api.accepted(intent)).execution_id);
  for (const id of ids) await planes.api.ended(id);
  await planes.runtime.stop();
  manyExecutions(env.DATA_DIR, ids[0], MANY);
  await planes.runtime.start();
  opened = await OpenedConsole.launch(planes.experience.url);
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
});

describe('A hundred thousand executions', () => {
  it('are listed, scrolled and filtered by the address, with few rows drawn', async () => {
    const page = await opened.open('/executions');
    await page.locator('.execution-row').first().waitFor();
    const frame = page.getByTestId('executions');
    for (let times = 0; times < 12; times += 1) {
      await frame.evaluate((list) => list.scrollTo(0, list.scrollHeight));
      await page.waitForTimeout(60);
    }
    await page.waitForFunction(() => document.querySelector('[data-testid=executions] .rows').clientHeight > 52 * 500);
    expect(await page.locator('.execution-row').count()).toBeLessThan(60);

    // The one that was turned back is the oldest but one: found by the filter, and by the address of the filter.
    await page.getByLabel('Status').selectOption('compensated');
    await page.locator('.execution-row .status-compensated').waitFor();
    expect(new URL(page.url()).searchParams.get('status')).toBe('compensated');
    await page.reload();
    await page.locator('.execution-row .status-compensated').waitFor();
    expect(await page.locator('.execution-row').count()).toBe(1);
    await page.locator('.execution-row').click();
    await page.locator('.detail-head .status-compensated').waitFor();
    await page.goBack();
    expect(await page.locator('.detail').count()).toBe(0);
    await page.getByLabel('Status').selectOption('terminated');
    await page.getByLabel('Time').selectOption('15m');
    await page.getByText('No execution fits these filters').waitFor();
    await expectAccessible(page);
    expect(opened.complaints).toEqual([]);
  });
});

describe('The console', () => {
  it('is loaded with at most 200 kB of script, compressed', () => {
    const assets = join(ROOT, 'apps/experience/console/dist/assets');
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
    const sizes = scripts.map((name) => gzipSync(readFileSync(join(assets, name))).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  });
});
