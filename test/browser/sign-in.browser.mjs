import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BothPlanes } from '../processes/both-planes.js';
import { expectAccessible, OpenedConsole } from './opened-console.mjs';

const GOOD = `e30.${Buffer.from(JSON.stringify({ sub: 'ann' })).toString('base64url')}.signature`;
const UNAUTHENTICATED = {
  type: 'urn:symphainy:problem:unauthenticated',
  title: 'Nobody is known by this token',
  status: 401,
  detail: 'The token is none that this server takes. Get a new one.',
  code: 'UNAUTHENTICATED',
  retryable: false,
};

let planes;
let opened;

beforeAll(async () => {
  planes = await BothPlanes.start();
  opened = await OpenedConsole.launch(planes.experience.url);
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
});

/** A page whose server says that it asks for tokens, and knows one of them. */
async function openAsking(path) {
  const asked = [];
  const page = await opened.open('/healthz');
  await page.route('**/console/settings.json', (route) =>
    route.fulfill({ json: { auth_mode: 'jwt', open_network: false, live: 'sse' } }),
  );
  await page.route('**/v1/**', async (route) => {
    const { authorization } = route.request().headers();
    asked.push({ authorization, url: route.request().url() });
    if (authorization === `Bearer ${GOOD}`) return route.continue();
    return route.fulfill({
      status: 401,
      contentType: 'application/problem+json',
      body: JSON.stringify(UNAUTHENTICATED),
    });
  });
  await page.goto(planes.experience.url + path);
  return { page, asked };
}

describe('Where the server asks who is calling', () => {
  it('a token is asked for, tried, sent to this server alone, and forgotten with the page', async () => {
    const { page, asked } = await openAsking('/intents');
    await page.getByLabel('Access token').waitFor();
    expect(asked).toEqual([]);
    await expectAccessible(page);

    await page.getByLabel('Access token').fill('of somebody else');
    await page.getByRole('button', { name: 'Enter with this token' }).click();
    await page.getByText('UNAUTHENTICATED').waitFor();
    await expectAccessible(page);

    await page.getByLabel('Access token').fill(GOOD);
    await page.getByRole('button', { name: 'Enter with this token' }).click();
    await page.getByText('orders.place').waitFor();
    await page.getByRole('button', { name: /ann · sign out/ }).waitFor();
    // Whose tenant it is, is in the token and nowhere else.
    expect(asked.filter(({ url }) => url.includes('tenant'))).toEqual([]);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toContain(GOOD);

    await page.reload();
    await page.getByLabel('Access token').waitFor();
    expect(opened.complaints).toEqual([]);
  });
});
