/**
 * The broken twin of arming: a step is invoked although nobody knows yet that its start is durable, and the disk is slow.
 * What is told to clients is durable all the same. To be preloaded into a Runtime; a chaos run must find out.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const BUILT = '../../../apps/runtime/dist/apps/runtime/src/';
const LATE_MS = 100;

const { ThreadedConnection } = await import(`${BUILT}storage/sqlite/threaded-connection.js`);
const { Journal } = await import(`${BUILT}sagas/journal.js`);

Journal.prototype.durable = () => Promise.resolve();

const { write } = ThreadedConnection.prototype;
ThreadedConnection.prototype.write = async function (name, form) {
  // All of them by as much, so that their order stays.
  if (name === 'append') await sleep(LATE_MS);
  return write.call(this, name, form);
};
