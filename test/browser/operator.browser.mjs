import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { expectAccessible, OpenedConsole, picture } from './opened-console.mjs';

let planes;
let opened;
let session;

beforeAll(async () => {
  planes = await BothPlanes.start();
  opened = await OpenedConsole.launch(planes.experience.url);
  session = await planes.api.session('demo');
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
});

const place = async (simulate) => (await planes.api.accepted(placeOrder(session, { simulate }))).execution_id;

describe('An operator', () => {
  it('understands why an undo failed, resolves it with a reason, and two tabs see the same', async () => {
    const id = await place({ fail_step: 'create-order', fail_undo: 'charge-card', delay_ms: 150 });
    const page = await opened.open(`/executions/${id}`);
    await page.locator('.detail-head .status-compensation_failed').waitFor();
    // The step whose undo failed has opened itself.
    await page.getByRole('region', { name: 'charge-card', exact: true }).waitFor();
    await page.getByText('simulate asked for the undo of charge-card to fail').first().waitFor();
    await expectAccessible(page);
    await picture(page, 'undo-failed');
    const second = await opened.tab(`/executions/${id}`);
    await second.locator('.detail-head .status-compensation_failed').waitFor();

    await page.getByRole('button', { name: 'Undone by other means' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/Undoes 1 step\./).waitFor();
    await expectAccessible(page);
    await picture(page, 'command');
    await dialog.getByLabel(/How you know/).fill('refunded by hand, ticket 7');
    await dialog.getByRole('button', { name: 'Undone by other means' }).click();
    for (const tab of [page, second]) await tab.locator('.detail-head .status-compensated').waitFor();
    await second.getByRole('tab', { name: /Events/ }).click();
    await second.getByText('undo.resolved').waitFor();
    const events = await planes.api.events(id);
    expect(events.find(({ type }) => type === 'undo.resolved').data.evidence).toBe('refunded by hand, ticket 7');
    expect(opened.complaints).toEqual([]);
  });

  it('sees attempts and the pauses between them to scale, and an undo below its do', async () => {
    const id = await place({ fail_step: 'create-order', delay_ms: 200 });
    const page = await opened.open(`/executions/${id}`);
    await page.locator('.detail-head .status-compensated').waitFor();
    // How it ended comes with the page, and its events behind it.
    await page.locator('.segment').nth(4).waitFor();
    const bars = await page
      .locator('.segment')
      .evaluateAll((all) => all.map((bar) => ({ classes: bar.className, box: bar.getBoundingClientRect().toJSON() })));
    const forward = bars.filter(({ classes }) => classes.includes('forward'));
    const backward = bars.filter(({ classes }) => classes.includes('backward'));
    expect(forward).toHaveLength(3);
    expect(backward).toHaveLength(2);
    // Undone in reverse, each after all that was done, and below it.
    expect(backward[0].box.x).toBeGreaterThan(backward[1].box.x);
    expect(Math.min(...backward.map(({ box }) => box.x))).toBeGreaterThan(Math.max(...forward.map(({ box }) => box.x)));
    expect(backward[0].box.y).toBeGreaterThan(forward[0].box.y);
    await picture(page, 'undone');
  });

  it('is told when either plane is killed, and sees the end without a reload when it is back', async () => {
    const id = await place({ delay_ms: 6_000 });
    const page = await opened.open(`/executions/${id}`);
    await page.locator('.detail .live-live').waitFor();
    await planes.experience.kill();
    await page.locator('.detail .live-away').waitFor();
    await planes.experience.start();
    await page.locator('.detail .live-live').waitFor();
    await planes.runtime.kill();
    await page.locator('.detail .live-away').waitFor();
    await expectAccessible(page);
    await picture(page, 'away');
    await planes.runtime.start();
    await page.locator('.detail-head .status-succeeded').waitFor({ timeout: 40_000 });
    await page.getByRole('tab', { name: /Events/ }).click();
    const shown = await page.locator('.event .number').allInnerTexts();
    const log = await planes.api.events(id);
    expect(shown.map(Number)).toEqual(log.map(({ sequence }) => sequence).reverse());
    expect(opened.complaints).toEqual([]);
  });

  it('sees rows of the list change in place, and new ones wait while the reader is further down', async () => {
    for (let count = 0; count < 40; count += 1) await place({});
    const page = await opened.open('/executions');
    const frame = page.getByTestId('executions');
    await page.locator('.execution-row').nth(10).waitFor();
    const slow = await place({ delay_ms: 700 });
    const row = page.locator(`a[href*="${slow}"]`);
    await row.locator('.status-running').waitFor();
    await row.locator('.status-succeeded').waitFor();
    await frame.evaluate((list) => list.scrollTo(0, 400));
    const before = await frame.evaluate((list) => list.scrollTop);
    await place({});
    const newer = page.getByRole('button', { name: '1 newer' });
    await newer.waitFor();
    expect(await frame.evaluate((list) => list.scrollTop)).toBe(before);
    await newer.click();
    expect(await frame.evaluate((list) => list.scrollTop)).toBe(0);
    await picture(page, 'executions');
    expect(opened.complaints).toEqual([]);
  });

  it('does not find an execution of another tenant', async () => {
    const id = await place({});
    const page = await opened.open(`/executions/${id}?tenant=another`);
    await page.getByText('EXECUTION_NOT_FOUND').first().waitFor();
    await expectAccessible(page);
  });
});
