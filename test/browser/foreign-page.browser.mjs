import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium } from 'playwright-core';
import { BothPlanes } from '../processes/both-planes.js';
import { findChromium } from './chromium.mjs';

let planes;
let browser;
let site;

beforeAll(async () => {
  planes = await BothPlanes.start();
  site = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<p>Hello</p>'));
  await new Promise((resolve) => site.listen(0, '127.0.0.1', resolve));
  // Somebody else's name, pointed at this machine: that is all that it takes to be a page's own server.
  const args = ['--no-sandbox', '--host-resolver-rules=MAP evil.example 127.0.0.1'];
  browser = await chromium.launch({ executablePath: findChromium(), args });
});

afterAll(async () => {
  await browser?.close();
  site?.close();
  await planes?.kill();
});

/** What comes of trying to open a socket, from a page: whether it opened. */
function opens(page, url) {
  return page.evaluate(
    (address) =>
      new Promise((resolve) => {
        const socket = new WebSocket(address, 'intent-events.v1');
        socket.addEventListener('open', () => resolve(true));
        socket.addEventListener('error', () => resolve(false));
      }),
    url,
  );
}

describe('In open mode a page of somebody else’s, in a browser on this machine,', () => {
  const sockets = () => [
    `${planes.experience.url.replace('http', 'ws')}/v1/live`,
    `${planes.runtime.url.replace('http', 'ws')}/api/events/stream`,
  ];

  it('can open no socket of either plane, and a page of this machine can', async () => {
    const page = await browser.newPage();
    await page.goto(`http://evil.example:${site.address().port}/`);
    for (const url of sockets()) expect(await opens(page, url)).toBe(false);
    await page.goto(`http://127.0.0.1:${site.address().port}/`);
    for (const url of sockets()) expect(await opens(page, url)).toBe(true);
  });

  it('can neither read nor send anything', async () => {
    const page = await browser.newPage();
    await page.goto(`http://evil.example:${site.address().port}/`);
    const told = await page.evaluate(async (base) => {
      const read = await fetch(`${base}/v1/intent/types`).then(
        () => 'read',
        () => 'refused',
      );
      // As a form would be: a browser asks nobody before it sends that.
      await fetch(`${base}/v1/session`, { method: 'POST', mode: 'no-cors', body: '{}' }).catch(() => undefined);
      return read;
    }, planes.experience.url);
    expect(told).toBe('refused');
  });

  it('gains nothing by a name of its own that points here', async () => {
    const page = await browser.newPage();
    const { port } = new URL(planes.experience.url);
    const answer = await page.goto(`http://evil.example:${port}/v1/intent/types`);
    expect(answer.status()).toBe(421);
  });
});
