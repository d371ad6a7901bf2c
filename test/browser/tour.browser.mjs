import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { BothPlanes } from '../processes/both-planes.js';
import { expectAccessible, fillOrder, OpenedConsole, picture, tabTo } from './opened-console.mjs';

const SAMPLES = join(import.meta.dirname, '../../examples/data');

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

describe('Somebody who has never been here', () => {
  it('is shown with sample data how two files become one table, step by step', async () => {
    const page = await opened.open('/');
    await page.getByRole('button', { name: 'Try with sample data' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'first-minute');
    await page.getByRole('button', { name: 'Try with sample data' }).click();
    await page.getByText('That is all there is to it').waitFor();
    await expectAccessible(page);
    await picture(page, 'tour');
    await page.getByRole('link', { name: 'Look at its 61 rows' }).click();
    await page.getByRole('heading', { name: 'sales.parquet' }).waitFor();
    await page.getByText('61 of 61 rows read').waitFor();
    await expectAccessible(page);
    await picture(page, 'data-product-rows');
    await page.getByRole('tab', { name: 'Model' }).click();
    await page.getByText('becomes', { exact: true }).waitFor();
    await expectAccessible(page);
    await picture(page, 'data-product');
    expect(opened.complaints).toEqual([]);
  });

  it('takes two files in, mashes them and looks at the result with the keyboard alone', async () => {
    const page = await opened.open('/?tenant=keyboard');
    await page.getByRole('button', { name: 'Pick files' }).waitFor();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      tabTo(page, 'Pick files').then(() => page.keyboard.press('Enter')),
    ]);
    await chooser.setFiles([join(SAMPLES, 'orders-2025.csv'), join(SAMPLES, 'customers.csv')]);
    await expect(page.locator('.upload .status-succeeded').nth(1).waitFor()).resolves.toBeUndefined();

    await tabTo(page, 'customers.csv');
    await page.keyboard.press('Enter');
    await page.getByRole('table').waitFor();
    await expectAccessible(page);
    await picture(page, 'profile');

    await page.reload();
    await page.getByRole('link', { name: 'Mash tables' }).waitFor();
    await tabTo(page, 'Mash tables');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox').first().waitFor();
    await tabTo(page, 'orders-2025.csv');
    await page.keyboard.press('Space');
    await tabTo(page, 'customers.csv');
    await page.keyboard.press('Space');
    await page.getByRole('heading', { name: 'By what they are joined' }).waitFor();
    await expectAccessible(page);
    await picture(page, 'mash-plan');

    // A line is drawn anew: the newsletter is left out.
    await page.getByLabel('newsletter becomes').focus();
    await page.keyboard.press('Home');
    await page.locator('.left-out', { hasText: 'newsletter' }).waitFor();
    await tabTo(page, 'Mash them');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Look at the data product' }).waitFor();
    await expectAccessible(page);
    await tabTo(page, 'Look at the data product');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /\.parquet$/ }).waitFor();
    expect(await page.locator('.made').innerText()).not.toContain('newsletter');
    await page.getByRole('tab', { name: 'Quality' }).click();
    await page.getByText('ROWS_WITHOUT_MATCH').first().waitFor();
    await expectAccessible(page);
    await page.getByRole('tab', { name: 'Lineage' }).click();
    await page.locator('.lineage-node').nth(3).waitFor();
    await expectAccessible(page);
    await picture(page, 'lineage');
    expect(opened.complaints).toEqual([]);
  });

  it('submits an intent by its form, is told what does not fit, and watches it', async () => {
    const page = await opened.open('/intents/orders.place');
    await page.getByRole('button', { name: 'Submit and watch' }).click();
    await page.getByText('This has to be said.').first().waitFor();
    await expectAccessible(page);
    await fillOrder(page);
    await picture(page, 'intent-form');
    await page.getByRole('button', { name: 'Submit and watch' }).click();
    await page.locator('.detail-head .status-succeeded').waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it.each(['/content', '/products', '/executions', '/intents', '/sessions', '/system'])(
    'finds nothing in the way at %s, empty or on a small and dark screen',
    async (path) => {
      const empty = await opened.open(`${path}?tenant=nobody`);
      await empty.getByRole('heading', { level: 1 }).waitFor();
      await empty.waitForLoadState('networkidle').catch(() => undefined);
      await expectAccessible(empty);
      const small = await opened.open(path, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
      await small.getByRole('heading', { level: 1 }).waitFor();
      await small.waitForTimeout(400);
      await expectAccessible(small);
      const width = await small.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(390);
      expect(opened.complaints).toEqual([]);
    },
  );
});
