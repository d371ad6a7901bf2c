import { constants } from 'node:os';
import { join } from 'node:path';
import { killExperience } from './demo/acts/kill-experience.mjs';
import { killRuntime } from './demo/acts/kill-runtime.mjs';
import { mashTables } from './demo/acts/mash-tables.mjs';
import { readAnyTable } from './demo/acts/read-any-table.mjs';
import { takeBackAnOrder } from './demo/acts/take-back-an-order.mjs';
import { takeInAFile } from './demo/acts/take-in-a-file.mjs';
import { choiceOf } from './demo/choice.mjs';
import { DemoFailed } from './demo/demo-failed.mjs';
import { Stage } from './demo/stage.mjs';
import { Venue } from './demo/venue.mjs';
import { CannotListen } from './plane-settings.mjs';
import { CannotPrepare } from './prepared-tree.mjs';

const ACTS = [takeInAFile, readAnyTable, mashTables, takeBackAnOrder, killRuntime, killExperience];

const stage = new Stage(process.stdout);
const venue = new Venue(stage);

async function play() {
  const { acts, isFast } = choiceOf(process.argv.slice(2), ACTS);
  if (isFast) stage.hurry();
  stage.heading('Symphainy in six acts');
  for (const { number, title, play: playAct } of acts) {
    stage.heading(`${number}  ${title}`);
    await playAct({ stage, venue });
  }
  stage.heading('Your turn');
  await stage.table(
    ['to', 'see'],
    [
      ['run it', 'npm start'],
      ['paste a tour, line by line', 'README.md'],
      ['add work of your own', 'docs/guide/add-a-realm.md'],
    ],
  );
}

function tellFailure(error) {
  stage.line();
  console.error(stage.paint('red', `The demo has failed. ${error.message}`));
  if (error.whatToDo) console.error(error.whatToDo);
}

/** Resolves with the exit code of a shell when somebody wants the demo to stop, or nobody reads it any more. */
function stopWanted() {
  return new Promise((resolve) => {
    const stopBy = (signal) => () => resolve(128 + constants.signals[signal]);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stopBy(signal));
    process.stdout.on('error', stopBy('SIGPIPE'));
  });
}

/** The exit code. What is still under way when somebody stops the demo is left behind, and says nothing more. */
async function run() {
  try {
    const code = await Promise.race([play().then(() => 0), stopWanted()]);
    if (code !== 0) stage.heading('Stopped. What the demo has started is taken away again.');
    return code;
  } catch (error) {
    if (![DemoFailed, CannotPrepare, CannotListen].some((known) => error instanceof known)) throw error;
    tellFailure(error);
    return 1;
  } finally {
    stage.mute();
    await venue.own.remove();
  }
}

process.chdir(join(import.meta.dirname, '..'));
process.exit(await run());
