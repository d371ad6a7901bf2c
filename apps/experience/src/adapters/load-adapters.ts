import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { ADAPTER_NAME } from '../adapter-kit/adapter.js';
import { AdapterUnavailable } from './adapter-unavailable.js';

/** What comes with Experience. The others are found from the working directory, as its own modules are. */
const BUILT_IN: Readonly<Record<string, () => Promise<object>>> = {
  rest: () => import('./rest/rest.adapter.js'),
  sse: () => import('./sse/sse.adapter.js'),
  console: () => import('./console/console.adapter.js'),
  websocket: () => import('./websocket/websocket.adapter.js'),
};

/** The adapter classes of `EXPERIENCE_ADAPTERS`, in its order. Rejects with `AdapterUnavailable`, which says why. */
export async function loadAdapters(entries: readonly string[], from = process.cwd()): Promise<Type[]> {
  const adapters: Type[] = [];
  const reasons: string[] = [];
  for (const entry of new Set(entries)) {
    try {
      adapters.push(await loadAdapter(entry, from));
    } catch (error) {
      if (!(error instanceof AdapterUnavailable)) throw error;
      reasons.push(error.message);
    }
  }
  if (reasons.length > 0) throw new AdapterUnavailable(reasons.join('\n'));
  return adapters;
}

async function loadAdapter(entry: string, from: string): Promise<Type> {
  let module: { adapter?: unknown };
  try {
    module = await (BUILT_IN[entry]?.() ?? import(locationOf(entry, from)));
  } catch (cause) {
    const [reason] = (cause as Error).message.split('\n');
    throw new AdapterUnavailable(
      `EXPERIENCE_ADAPTERS names "${entry}", which cannot be loaded from ${from}: ${reason}. ` +
        `Built-in ones are ${Object.keys(BUILT_IN).join(', ')}; others are packages or paths such as ./adapters/chat.`,
      { cause },
    );
  }
  const { adapter } = module;
  if (typeof adapter === 'function' && Reflect.hasMetadata(ADAPTER_NAME, adapter)) return adapter as Type;
  throw new AdapterUnavailable(
    `EXPERIENCE_ADAPTERS names "${entry}", which exports no adapter. Decorate its module class with @Adapter({ name }) ` +
      'and export it as `adapter`.',
  );
}

/** A folder is a package too: what its `exports` say is found by its own name, from inside it. */
function locationOf(entry: string, from: string): string {
  const manifest = resolve(from, entry, 'package.json');
  if (/^\.{0,2}\//.test(entry) && existsSync(manifest)) {
    const { name, exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; exports?: unknown };
    if (name !== undefined && exports !== undefined) return urlOf(name, manifest);
  }
  return urlOf(entry, join(from, 'package.json'));
}

const urlOf = (specifier: string, from: string): string => pathToFileURL(createRequire(from).resolve(specifier)).href;
