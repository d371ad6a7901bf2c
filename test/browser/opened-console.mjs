import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = join(import.meta.dirname, '../../docs/guide/pictures');

/** A browser with the console of an Experience, and what is asked of every page of it. */
export class OpenedConsole {
  /** What the page has complained of, by itself or by its policy. */
  complaints = [];

  constructor(browser, base) {
    this.browser = browser;
    this.base = base;
  }

  static async launch(base) {
    const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
    return new OpenedConsole(browser, base);
  }

  /** A new tab of a new reader. */
  async open(path, options = {}) {
    this.context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      ...options,
    });
    return this.tab(path);
  }

  /** A tab of the same reader. */
  async tab(path) {
    const page = await this.context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      // Browsers report requests that fail, and those are tested for what the page makes of them.
      if (
        message.type() === 'error' &&
        !message.text().startsWith('Failed to load resource') &&
        !message.text().includes('WebSocket connection')
      ) {
        this.complaints.push(message.text());
      }
    });
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(this.base + path);
    return page;
  }

  /** Throws with what the pages have complained of. */
  mustBeQuiet() {
    if (this.complaints.length > 0) throw new Error(`The page complained: ${this.complaints.join('; ')}`);
  }

  close() {
    return this.browser.close();
  }
}

/** Fails with every violation that axe finds on the page as it is. */
export async function expectAccessible(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { violations: found } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return found.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${help} ${target} ${failureSummary}`),
    );
  });
  expect(violations).toEqual([]);
}

/** Keeps a picture of the page for the guide, when pictures are asked for. */
export async function picture(page, name) {
  if (process.env.PICTURES !== 'true') return;
  // What moves would make another picture each time.
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
}

/** Goes by Tab to what is called so, as one does who has no pointer. */
export async function tabTo(page, name, { limit = 80 } = {}) {
  for (let presses = 0; presses < limit; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const { activeElement: element } = document;
      // Between the end of the page and its beginning nothing has the focus.
      if (element === document.body) return '';
      const label = element?.labels?.[0]?.innerText ?? '';
      return `${element?.getAttribute('aria-label') ?? ''} ${element?.innerText ?? ''} ${label}`;
    });
    if (at.includes(name)) return;
  }
  throw new Error(`"${name}" was not come to in ${limit} presses of Tab.`);
}

/** Says in the form of `orders.place` what there is to say. */
export async function fillOrder(page) {
  for (const [label, value] of [
    ['order_id', 'o-1'],
    ['sku', 'tea'],
    ['quantity', '2'],
    ['card', 'tok_visa'],
  ]) {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
}
