import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BothPlanes } from '../processes/both-planes.js';
import { placeOrder } from '../processes/intents.js';
import { OpenedConsole } from './opened-console.mjs';

const MARKUP = `<img src=x onerror="alert(1)"><script>alert(2)</script><svg onload=alert(3)>`;
const TENANT = MARKUP.slice(0, 40);
const folder = mkdtempSync(join(tmpdir(), 'symphainy-hostile-'));

let planes;
let opened;

beforeAll(async () => {
  planes = await BothPlanes.start();
  opened = await OpenedConsole.launch(planes.experience.url);
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** The page shows the text, nothing of it became an element, and nothing has run. */
async function expectText(page) {
  const made = await page.evaluate(
    () => document.querySelectorAll('img, svg[onload], [onerror], script:not([src])').length,
  );
  expect(made).toBe(0);
  expect(opened.complaints).toEqual([]);
}

describe('Markup that somebody has stored', () => {
  it('is shown as text in names, payloads, errors and sessions', async () => {
    const session = await planes.api.session(TENANT);
    const { execution_id: id } = await planes.api.accepted(
      placeOrder(session, { order_id: MARKUP, sku: MARKUP, simulate: { fail_step: 'charge-card' } }),
    );
    const tenant = encodeURIComponent(TENANT);
    const page = await opened.open(`/executions/${id}?tenant=${tenant}&view=input`);
    await page.getByText('<script>alert(2)</script>').first().waitFor();
    await expectText(page);
    await page.goto(`${planes.experience.url}/executions/${id}?tenant=${tenant}&view=events`);
    await page.locator('.event').last().click();
    await page.getByRole('region', { name: /^event/ }).waitFor();
    await expectText(page);
    await page.goto(`${planes.experience.url}/sessions/${session.session_id}?tenant=${tenant}`);
    await page.getByText(TENANT).first().waitFor();
    await expectText(page);
  });

  it('is shown as text in what a file holds and how it is called', async () => {
    writeFileSync(
      join(folder, 'x<img onerror=alert(1)>.csv'),
      `id,"${MARKUP.replaceAll('"', '""')}"\n1,"${MARKUP.replaceAll('"', '""')}"\n2,b\n`,
    );
    const page = await opened.open('/content');
    await page.getByLabel('Files to take in').setInputFiles(join(folder, 'x<img onerror=alert(1)>.csv'));
    await page.locator('.upload .status-succeeded').waitFor();
    await page.locator('.upload-name a').click();
    await page.getByRole('table').waitFor();
    await expectText(page);
    await page.getByRole('tab', { name: 'Rows' }).click();
    await page.locator('.cell', { hasText: 'alert(2)' }).waitFor();
    await expectText(page);
  });

  it.each([
    ['page.html', '<!doctype html><script>alert(1)</script>'],
    ['picture.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
  ])('cannot run as %s that is opened by its address', async (name, text) => {
    writeFileSync(join(folder, name), text);
    const page = await opened.open('/content');
    await page.getByLabel('Files to take in').setInputFiles(join(folder, name));
    await page.locator('.upload .status-succeeded').waitFor();
    const href = await page.locator('.upload-name a').getAttribute('href');
    const id = href.split('/').pop().split('?')[0];
    const answer = await fetch(`${planes.experience.url}/v1/content/${id}/download`);
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.goto(`${planes.experience.url}/v1/content/${id}/download`).catch(() => undefined),
    ]);
    await download.cancel();
    expect(opened.complaints).toEqual([]);
  });

  it('could not run a script of its own even where it became part of the page', async () => {
    const page = await opened.open('/content');
    await page.getByRole('heading', { name: 'Content' }).waitFor();
    // Neither as markup nor as a handler: the page may not even write them.
    const ran = await page.evaluate(() => {
      for (const write of [
        (element) => element.setAttribute('onclick', 'globalThis.ran = true'),
        (element) => (element.innerHTML = '<img src=x onerror="globalThis.ran = true">'),
      ]) {
        const button = document.createElement('button');
        document.body.append(button);
        try {
          write(button);
        } catch {
          continue;
        }
        button.click();
      }
      return 'ran' in globalThis;
    });
    expect(ran).toBe(false);
    // The policy has said so, which is what it is for.
    opened.complaints.length = 0;
  });
});
