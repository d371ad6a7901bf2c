/**
 * Preloaded into a plane by a test: writes the URL or path of each module that it loads to NOTED_MODULES, a line each,
 * whether imported or required.
 */
const { appendFileSync } = require('node:fs');
const Module = require('node:module');
const { isMainThread } = require('node:worker_threads');

const note = (name) => appendFileSync(process.env.NOTED_MODULES, `${name}\n`);

if (isMainThread) {
  // There is no public way to hear of what is required on the oldest versions of Node that are served.
  /* oxlint-disable no-underscore-dangle */
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function noted(...given) {
    const found = resolve.apply(this, given);
    note(found);
    return found;
  };
  const hook = `
    import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(process.env.NOTED_MODULES, url + '\\n');
      return next(url, context);
    }`;
  Module.register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
