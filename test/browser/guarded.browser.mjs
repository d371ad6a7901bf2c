import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { placeOrder } from '../processes/intents.js';
import { send } from '../processes/plane-client.js';
import { GuardedPlanes } from '../security/guarded-planes.js';
import { owned } from '../security/owned.js';
import { OpenedConsole } from './opened-console.mjs';

let planes;
let opened;
let acme;
let globex;

beforeAll(async () => {
  planes = await GuardedPlanes.start();
  opened = await OpenedConsole.launch(planes.experience.url);
  [acme, globex] = [await owned(planes, 'acme'), await owned(planes, 'globex')];
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
});

async function signIn(page, token) {
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Enter with this token' }).click();
}

/** `Promise.withResolvers`, which Node has from 22 on. */
function withResolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

describe('In front of planes that ask who is calling, whoever signs in', () => {
  it('sees what their tenant does as it happens, over a socket that a ticket opened', async () => {
    const page = await opened.open('/executions');
    const sockets = [];
    page.on('websocket', (socket) => sockets.push(socket.url()));
    await signIn(page, acme.token);
    await page.getByText('live', { exact: true }).first().waitFor();
    const order = placeOrder({ session_id: acme.sessionId, tenant_id: 'acme' }, { simulate: { delay_ms: 1_500 } });
    const headers = planes.headers(acme.token);
    const { body } = await send('POST', `${planes.runtime.url}/api/intent/submit`, { headers, json: order });
    await page.getByText(body.execution_id.slice(-8)).waitFor();
    expect(sockets.length).toBeGreaterThan(0);
    expect(sockets.every((url) => url.includes('?ticket='))).toBe(true);
    expect(sockets.some((url) => url.includes(acme.token))).toBe(false);
    expect(opened.complaints).toEqual([]);
  });

  it('finds nothing at the address of another tenant’s execution', async () => {
    const page = await opened.open(`/executions/${globex.executionId}`);
    await signIn(page, acme.token);
    await page.getByText('EXECUTION_NOT_FOUND').waitFor();
    // The list beside it is of the reader's own, whose orders have steps of the same names.
    expect(
      await page
        .getByRole('listitem')
        .filter({ hasText: globex.executionId.slice(-8) })
        .count(),
    ).toBe(0);
    expect(await page.locator('.detail').getByText('reserve-stock').count()).toBe(0);
  });

  it('is shown nothing of somebody of the same name at another tenant, who had used the page before', async () => {
    const [first, second] = await Promise.all(
      ['acme', 'globex'].map((tenant) => planes.issuer.token(tenant, { claims: { preferred_username: 'ann' } })),
    );
    const page = await opened.open('/executions');
    await signIn(page, first);
    await page.getByText(acme.executionId.slice(-8)).waitFor();

    // As when the token has run out: the page stays, and asks again who is there.
    await page.route('**/v1/**', (route) => route.fulfill({ status: 401, json: {} }), { times: 1 });
    await page.getByRole('link', { name: 'Content', exact: true }).click();
    await page.getByLabel('Access token').waitFor();
    const { promise, resolve } = withResolvers();
    await page.route(/\/v1\/execution/, async (route) => {
      await promise;
      await route.continue();
    });
    await signIn(page, second);
    await page.getByRole('link', { name: 'Executions', exact: true }).click();
    await page.getByText('globex / ann · sign out').waitFor();
    expect(await page.getByText(acme.executionId.slice(-8)).count()).toBe(0);
    resolve();
    await page.getByText(globex.executionId.slice(-8)).waitFor();
    expect(await page.getByText(acme.executionId.slice(-8)).count()).toBe(0);
  });
});
