/**
 * Holds a data mash in the middle of the phase that its `target_domain` names, `held_before_materialize` or
 * `held_after_materialize`: before the phase does its work, or when it is done and not yet on record. A file in HOLD_FOLDER
 * says that it is held there. It is let go when it is told to stop, and in its next life goes on. To be preloaded into a
 * Runtime, so that a test can cancel or kill in each phase without having to be fast.
 *
 * `forgetful_after_…` is a broken twin: it is held just so, and what it has made it does not take back.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const BUILT =
  '../../../apps/runtime/dist/apps/runtime/src/realms/insights/create-data-mash/create-data-mash.handler.js';

// Runtime's threads and children are told to preload it, too, and have no handlers.
if (isMainThread && process.argv[1]?.endsWith('main.js')) {
  const { CreateDataMashHandler } = await import(BUILT);
  const { run } = CreateDataMashHandler.prototype;
  CreateDataMashHandler.prototype.run = function (saga, input) {
    return run.call(this, holding(saga, input.options?.target_domain ?? ''), input);
  };
}

function holding(saga, domain) {
  const [, who, when, phase] = /^(held|forgetful)_(before|after)_(\w+)$/.exec(domain) ?? [];
  if (who === undefined) return saga;
  const step = (name, definition) => {
    const { invoke, compensate } = definition;
    const forgets = who === 'forgetful' && typeof compensate === 'function';
    const isHeld = name.replaceAll('-', '_') === phase;
    return saga.step(name, {
      ...definition,
      compensate: forgets ? () => undefined : compensate,
      invoke: async (context) => {
        if (isHeld && when === 'before') await held(saga.executionId, context.signal);
        const output = await invoke(context);
        if (isHeld && when === 'after') await held(saga.executionId, context.signal);
        return output;
      },
    });
  };
  return new Proxy(saga, { get: (_, member) => (member === 'step' ? step : bound(saga, member)) });
}

function bound(saga, member) {
  const value = saga[member];
  return typeof value === 'function' ? value.bind(saga) : value;
}

/** Resolves when it is told to stop; at once where a former life was held already. */
async function held(executionId, signal) {
  const file = join(process.env.HOLD_FOLDER, executionId);
  if (existsSync(file)) return;
  writeFileSync(file, '');
  await new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', resolve, { once: true });
  });
}
