import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Stage } from '../contract/played.js';
import { expectAccessible, OpenedConsole } from './opened-console.mjs';

let stage;
let opened;

beforeAll(async () => {
  stage = await Stage.set();
  opened = await OpenedConsole.launch(stage.planes.experience.url);
});

afterEach(() => {
  stage.world.atEase();
  opened.mustBeQuiet();
});

afterAll(async () => {
  await opened?.close();
  await stage?.strike();
});

const open = (id) => opened.open(`/executions/${id}?tenant=${stage.session.tenant_id}`);
const is = (page, status) => page.locator(`.detail-head .status-${status}`).waitFor();
const command = (page, name) => page.getByRole('group', { name: 'Commands' }).getByRole('button', { name });
const told = async (id, type) => (await stage.planes.api.events(id)).find((event) => event.type === type)?.data;

/** The dialog of a command, opened, and what it says would become of each step. */
async function asked(page, name) {
  await command(page, name).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await expectAccessible(page);
  return dialog;
}

async function fates(dialog) {
  await dialog.locator('.undo-plan').waitFor();
  return [await dialog.locator('.undo-plan p').innerText(), ...(await dialog.locator('.undo-plan li').allInnerTexts())];
}

describe('Whoever pauses an execution', () => {
  it('is told that what runs is let finish, sees nothing new begin, and has it go on when they resume it', async () => {
    const pack = stage.world.hold('do pack');
    const id = await stage.begin([{ step: 'pack' }, { step: 'ship' }]);
    await pack.told;
    const page = await open(id);
    await is(page, 'running');
    const dialog = await asked(page, 'Pause');
    await dialog.getByText('nothing new begins until it is resumed').waitFor();
    await dialog.getByLabel(/^Why/).fill('the depot is closed');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await is(page, 'paused');
    pack.letGo();
    await page.getByRole('tab', { name: 'Steps' }).click();
    await page.getByRole('row', { name: /^pack.*done/ }).waitFor();
    await page.getByText('the depot is closed').waitFor();
    await expectAccessible(page);
    expect(stage.world.story(id)).toEqual(['do pack']);
    expect(await told(id, 'execution.paused')).toMatchObject({ note: 'the depot is closed' });

    const resuming = await asked(page, 'Resume');
    await resuming.getByText('It goes on from where it was held').waitFor();
    await resuming.getByRole('button', { name: 'Resume' }).click();
    await is(page, 'succeeded');
    expect(stage.world.story(id)).toEqual(['do pack', 'do ship']);
    expect(await page.getByRole('group', { name: 'Commands' }).count()).toBe(0);
  });

  it('changes nothing by leaving the question alone', async () => {
    const pack = stage.world.hold('do pack');
    const id = await stage.begin([{ step: 'pack' }]);
    await pack.told;
    const page = await open(id);
    const dialog = await asked(page, 'Pause');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const again = await asked(page, 'Terminate');
    await again.getByRole('button', { name: 'Leave it' }).click();
    await again.waitFor({ state: 'detached' });
    pack.letGo();
    await is(page, 'succeeded');
    expect(await stage.told(id)).toEqual([
      'execution.accepted',
      'execution.started',
      'step.started pack',
      'step.succeeded pack',
      'execution.succeeded',
    ]);
  });
});

describe('Whoever terminates an execution', () => {
  it('is told beforehand what stays in the world, has to say why, and finds it listed afterwards', async () => {
    const ship = stage.world.hold('do ship');
    const id = await stage.begin([{ step: 'pack' }, { step: 'ship' }]);
    await ship.told;
    const page = await open(id);
    const dialog = await asked(page, 'Terminate');
    expect(await fates(dialog)).toEqual([
      '2 effects stay in the world.',
      'ship stays, though it is not known whether it took effect',
      'pack stays',
    ]);
    await dialog.getByRole('button', { name: 'Terminate' }).click();
    // The log keeps why, so it is not ended without.
    await expect(dialog.locator('textarea:invalid').count()).resolves.toBe(1);
    await dialog.getByLabel(/^Why/).fill('sold the company');
    await dialog.getByRole('button', { name: 'Terminate' }).click();
    await is(page, 'terminated');
    ship.letGo();
    const left = page.locator('.left-behind li');
    await left.first().waitFor();
    expect(await left.allInnerTexts()).toEqual([
      'ship: it was terminated before its undo',
      'pack: it was terminated before its undo',
    ]);
    await page.getByText('The execution was terminated: sold the company').waitFor();
    await expectAccessible(page);
    expect(stage.world.story(id)).toEqual(['do pack', 'do ship']);
  });
});

describe('Whoever skips an undo that has failed', () => {
  it('is told which step stays and which is still undone, and finds both so, with the reason', async () => {
    stage.world.answer('do invoice', 422);
    stage.world.answer('undo ship', 422);
    const id = await stage.begin([{ step: 'pack' }, { step: 'ship' }, { step: 'invoice' }]);
    const page = await open(id);
    await is(page, 'compensation_failed');
    const dialog = await asked(page, 'Skip the undo');
    expect(await fates(dialog)).toEqual(['Undoes 1 step; ship stays.', 'ship stays', 'pack is undone']);
    await dialog.getByLabel(/^Why/).fill('the parcel is on its way');
    await dialog.getByRole('button', { name: 'Skip the undo' }).click();
    await is(page, 'compensated');
    await page.locator('.left-behind').getByText('ship: an operator left it – the parcel is on its way').waitFor();
    await expectAccessible(page);
    expect(stage.world.story(id)).toEqual(['do pack', 'do ship', 'do invoice', 'undo ship', 'undo pack']);
    expect(await told(id, 'undo.skipped')).toMatchObject({ step: 'ship', reason: 'the parcel is on its way' });
  });
});

describe('Whoever finds a step of which nobody knows whether it took effect', () => {
  /** An execution whose Runtime was killed in the middle of what cannot be undone, and the page that shows it held. */
  async function inDoubt() {
    const send = stage.world.hold('do send');
    const id = await stage.begin([{ step: 'pack' }, { step: 'send', undo: 'irreversible' }]);
    await send.told;
    await stage.planes.runtime.kill();
    send.letGo();
    await stage.planes.runtime.start();
    const page = await open(id);
    await is(page, 'paused');
    await page
      .getByRole('group', { name: 'Outcome of a step unknown' })
      .getByText('It is not known whether the irreversible step "send" took effect')
      .waitFor();
    await page.getByRole('region', { name: 'send', exact: true }).getByText('outcome unknown').waitFor();
    await expectAccessible(page);
    // To resume it would be held again at once: it is not offered.
    expect(await command(page, /./).allInnerTexts()).toEqual(['Cancel …', 'Terminate …']);
    return { id, page };
  }

  async function question(page) {
    await page.getByRole('button', { name: 'Say what became of it' }).click();
    const dialog = page.getByRole('dialog', { name: 'What became of send' });
    await dialog.waitFor();
    await expectAccessible(page);
    expect(await dialog.getByRole('radio', { checked: true }).count()).toBe(0);
    return dialog;
  }

  it('says that it had no effect, and it is tried again', async () => {
    const { id, page } = await inDoubt();
    const dialog = await question(page);
    await dialog.getByLabel('It had no effect: it is tried again').check();
    await dialog.getByLabel(/^How you know/).fill('the post office has no such letter');
    await dialog.getByRole('button', { name: 'Say so' }).click();
    await is(page, 'succeeded');
    expect(stage.world.story(id)).toEqual(['do pack', 'do send', 'do send']);
    expect(await told(id, 'step.resolved')).toMatchObject({
      outcome: 'not_applied',
      evidence: 'the post office has no such letter',
    });
  });

  it('says that it took effect and what it returned, and the execution goes on after it', async () => {
    const { id, page } = await inDoubt();
    const dialog = await question(page);
    await dialog.getByLabel('It took effect: the execution goes on after it').check();
    await dialog.getByLabel(/^How you know/).fill('it was delivered');
    await dialog.getByLabel(/^What it returned/).fill('{"letter": ');
    expect(await dialog.getByRole('button', { name: 'Say so' }).isDisabled()).toBe(true);
    await dialog.getByLabel(/^What it returned/).fill('{"letter": 7}');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Say so' }).click();
    await is(page, 'succeeded');
    expect(stage.world.story(id)).toEqual(['do pack', 'do send']);
    const { body } = await stage.planes.api.status(id);
    expect(body.result.outcomes).toEqual(['pack done', { letter: 7 }]);
  });

  it('is told, before cancelling it, that it cannot be undone and may have happened', async () => {
    const { id, page } = await inDoubt();
    const dialog = await asked(page, 'Cancel');
    expect(await fates(dialog)).toEqual([
      'Undoes 1 step; send cannot be undone.',
      'send cannot be undone, though it is not known whether it took effect',
      'pack is undone',
    ]);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await is(page, 'cancelled');
    await page.locator('.left-behind').getByText('send: cannot be undone').waitFor();
    expect(stage.world.story(id)).toEqual(['do pack', 'do send', 'undo pack']);
  });
});
