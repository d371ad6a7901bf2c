/**
 * The broken twin of the writer: it says that a write is durable at once, and makes it later. To be preloaded into a
 * Runtime; a chaos run must find out.
 */
import { setTimeout as sleep } from 'node:timers/promises';

const BUILT = '../../../apps/runtime/dist/apps/runtime/src/storage/sqlite/threaded-connection.js';
const LATE_MS = 300;

const { ThreadedConnection } = await import(BUILT);
const { write } = ThreadedConnection.prototype;
const ANSWERS = { accept: { outcome: 'accepted' }, append: true };

// In the order in which they came, so that only the acknowledgement is wrong.
let former = Promise.resolve();
ThreadedConnection.prototype.write = function (name, form) {
  if (!(name in ANSWERS)) return write.call(this, name, form);
  const formed = form();
  const due = sleep(LATE_MS);
  former = Promise.all([former, due]).then(() => void write.call(this, name, () => formed));
  return Promise.resolve(ANSWERS[name]);
};
