import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Mashing } from '../contract/mashing.js';
import { BothPlanes } from '../processes/both-planes.js';
import { expectAccessible, OpenedConsole } from './opened-console.mjs';

const MANY = 1_200;

let planes;
let opened;
let refs;
let ann;

beforeAll(async () => {
  planes = await BothPlanes.start();
  opened = await OpenedConsole.launch(planes.experience.url);
  ann = await Mashing.begin(planes, 'demo');
  const half = (from) =>
    Array.from({ length: MANY / 2 }, (_, nth) => `${from + nth},name ${from + nth},2.50\n`).join('');
  const files = [0, MANY / 2].map((from) => new File([`id,name,amount\n${half(from + 1)}`], `from-${from}.csv`));
  refs = [];
  for (const file of files) refs.push((await ann.upload(file)).artifact_id);
});

afterAll(async () => {
  await opened?.close();
  await planes?.kill();
});

describe('The rows of a data product', () => {
  it.each(['parquet', 'csv', 'json'])(
    'are shown as those of any table, to the last one, where it is %s',
    async (format) => {
      const { mash_id: id } = await ann.mash(refs, { format });
      const page = await opened.open(`/products/${id}`);
      await page.getByRole('tab', { name: 'Rows' }).click();
      await page.getByRole('columnheader', { name: /^name/ }).waitFor();
      await page.getByRole('row', { name: /^1 1 name 1 2\.5/ }).waitFor();
      await expectAccessible(page);
      const rows = page.getByRole('region', { name: 'Rows' });
      const last = page.getByRole('row', { name: new RegExp(`name ${MANY} 2\\.5`) });
      // They are read as one comes to them.
      while ((await last.count()) === 0) await rows.evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
      expect(await last.innerText()).toContain(refs[1]);
      await page.getByText(`${MANY.toLocaleString('en')} of ${MANY.toLocaleString('en')} rows read`).waitFor();
      expect(await page.getByRole('row').count()).toBeLessThan(100);

      // The view is in the address.
      await page.reload();
      await page.getByRole('row', { name: /^1 1 name 1 2\.5/ }).waitFor();
      expect(opened.complaints).toEqual([]);
    },
  );
});
