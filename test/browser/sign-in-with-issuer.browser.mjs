import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { send } from '../processes/plane-client.js';
import { experienceProcess, runtimeProcess } from '../processes/planes.js';
import { expectAccessible, fillOrder, OpenedConsole } from './opened-console.mjs';
import { OpenIdProvider } from './open-id-provider.mjs';

const CLIENT = 'console';
const TENANT = 'acme';

let provider;
let runtime;
let experience;
let opened;
let serviceToken;

beforeAll(async () => {
  provider = await OpenIdProvider.start(CLIENT, TENANT);
  serviceToken = randomBytes(32).toString('base64');
  const settings = { ...provider.settings, SERVICE_TOKEN: serviceToken };
  runtime = await runtimeProcess(settings);
  experience = await behind(provider.url);
  await Promise.all([runtime.start(), experience.start()]);
  opened = await OpenedConsole.launch(experience.url);
});

afterEach(() => {
  provider.answering = (answer) => answer;
  // A policy that keeps the page from its issuer would be among them.
  opened.mustBeQuiet();
});

afterAll(async () => {
  await opened?.close();
  await Promise.all([experience?.kill(), runtime?.kill()]);
  await provider?.stop();
});

const behind = (issuer) =>
  experienceProcess(runtime.url, {
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: issuer,
    AUTH_OIDC_CLIENT_ID: CLIENT,
    AUTH_OIDC_ORIGINS: provider.tokenUrl,
    SERVICE_TOKEN: serviceToken,
  });

const signIn = (page) => page.getByRole('button', { name: `Sign in with ${new URL(provider.url).host}` });

describe('Where an issuer signs people in', () => {
  it('they come back to the page that they wanted, and act as whom it names', async () => {
    const page = await opened.open('/intents/orders.place?view=form');
    await signIn(page).waitFor();
    await expectAccessible(page);
    await signIn(page).click();
    await page.getByRole('button', { name: /ann · sign out/ }).waitFor();
    expect(page.url()).toBe(`${experience.url}/intents/orders.place?view=form`);

    await fillOrder(page);
    await page.getByRole('button', { name: 'Submit and watch' }).click();
    await page.locator('.detail-head .status-succeeded').waitFor();
    const id = new URL(page.url()).pathname.split('/').pop();
    const headers = { authorization: `Bearer ${await provider.token()}` };
    const { body } = await send('GET', `${experience.url}/v1/execution/${id}/status`, { headers });
    expect(body).toMatchObject({ tenant_id: TENANT, status: 'succeeded' });
  });

  it('nothing of it is kept but in the memory of the tab, and the code was worth nothing to others', async () => {
    const page = await opened.open('/executions');
    const seen = [];
    page.on('request', (request) => seen.push({ url: request.url(), body: request.postData() ?? '' }));
    await signIn(page).click();
    await page.getByRole('button', { name: /ann · sign out/ }).waitFor();
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
    );
    expect(kept).not.toContain('sign-in');
    expect(kept).not.toContain('eyJ');
    // The verifier goes to the issuer alone, and what was shown before it is its digest.
    const { body } = seen.find(({ url }) => url.startsWith(provider.tokenUrl));
    const verifier = new URLSearchParams(body).get('code_verifier');
    expect(seen.filter(({ url }) => url.includes(verifier))).toEqual([]);
    expect(verifier.length).toBeGreaterThanOrEqual(43);
    const { code_challenge: challenge, code_challenge_method: method } = provider.asked.at(-1);
    expect([method, challenge]).toEqual(['S256', createHash('sha256').update(verifier).digest('base64url')]);
    // The page that had the code in its address is none that one could go back to.
    await page.goBack();
    expect(page.url()).not.toContain('code=');
  });

  it.each([
    ['a sign-in that was begun elsewhere', (answer) => ({ ...answer, state: 'of-somebody-else' }), 'begun in this tab'],
    ['a refusal', ({ state }) => ({ error: 'access_denied', error_description: 'Not you.', state }), 'says: Not you.'],
    ['a code that it does not know', (answer) => ({ ...answer, code: 'invented' }), 'The code is not yours.'],
  ])('they are told what to do about %s, and get in by trying again', async (_what, answering, detail) => {
    const before = provider.exchanges;
    provider.answering = answering;
    const page = await opened.open('/sessions');
    await signIn(page).click();
    await page.getByText('You are not signed in').waitFor();
    await page.getByText(detail).waitFor();
    await page.getByText('SIGN_IN_REFUSED').waitFor();
    await expectAccessible(page);
    expect(provider.exchanges - before).toBe(detail === 'The code is not yours.' ? 1 : 0);
    provider.answering = (answer) => answer;
    await signIn(page).click();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sessions');
  });

  it('a link that somebody else made signs nobody in', async () => {
    const before = provider.exchanges;
    const page = await opened.open('/sign-in?code=stolen&state=invented');
    await page.getByText('This answer of the issuer belongs to no sign-in').waitFor();
    expect(provider.exchanges).toBe(before);
    expect(new URL(page.url()).pathname).toBe('/');
    await signIn(page).click();
    await page.getByRole('heading', { name: 'Content' }).waitFor();
  });

  it('the page may ask the issuer, also where it gives its tokens, and nobody else', async () => {
    const answer = await fetch(`${experience.url}/executions`);
    const [, allowed] = /connect-src ([^;]+)/.exec(answer.headers.get('content-security-policy'));
    expect(allowed.split(' ')).toEqual(["'self'", provider.url, provider.tokenUrl]);
    expect(await (await fetch(`${experience.url}/console/settings.json`)).json()).toMatchObject({
      auth_mode: 'jwt',
      oidc: { issuer: provider.url, client_id: CLIENT },
    });
  });

  it('the page comes while the issuer is away, and whoever has a token gets in', async () => {
    const alone = await behind('http://127.0.0.1:9/away');
    await alone.start();
    const page = await opened.open('/healthz');
    await page.goto(`${alone.url}/executions`);
    await page.getByRole('button', { name: 'Sign in with 127.0.0.1:9' }).click();
    await page.getByText('http://127.0.0.1:9 does not answer this page').waitFor();
    await page.getByLabel('Access token').fill(await provider.token());
    await page.getByRole('button', { name: 'Enter with this token' }).click();
    await page.getByRole('heading', { name: 'Executions' }).waitFor();
    await alone.kill();
  });
});
