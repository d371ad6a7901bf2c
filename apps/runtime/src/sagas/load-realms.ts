import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { REALM_NAME } from './realm.js';
import { RealmsUnavailable } from './realms-unavailable.js';

/**
 * Loads realms from outside by their module specifiers, which resolve from the working directory through package.json.
 * Rejects with `RealmsUnavailable` if one cannot be found or exports no `@Realm` class as `realm`.
 */
export async function loadRealms(specifiers: readonly string[]): Promise<Type[]> {
  const loaded = await Promise.allSettled(specifiers.map(loadRealm));
  const reasons = loaded.flatMap((outcome) => (outcome.status === 'rejected' ? [messageOf(outcome.reason)] : []));
  if (reasons.length > 0) throw new RealmsUnavailable(reasons);
  return loaded.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function loadRealm(specifier: string): Promise<Type> {
  const found = resolve(specifier);
  const { realm } = await imported(specifier, pathToFileURL(found).href);
  if (typeof realm !== 'function' || Reflect.getMetadata(REALM_NAME, realm) === undefined) {
    throw new Error(`RUNTIME_REALMS: "${specifier}" exports no class decorated with @Realm under the name "realm".`);
  }
  return realm;
}

async function imported(specifier: string, url: string): Promise<{ realm?: Type }> {
  try {
    return (await import(url)) as { realm?: Type };
  } catch (cause) {
    throw new Error(`RUNTIME_REALMS: "${specifier}" fails while it is loaded: ${messageOf(cause)}`, { cause });
  }
}

function resolve(specifier: string): string {
  try {
    // A folder is a package too: its own name, resolved from inside it, is what its `exports` say.
    if (/^\.{0,2}\//.test(specifier)) {
      const manifest = resolvePath(specifier, 'package.json');
      const { name, exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; exports?: unknown };
      if (name === undefined || exports === undefined) throw new Error(`${manifest} needs a "name" and "exports"`);
      return createRequire(manifest).resolve(name);
    }
    return createRequire(resolvePath('package.json')).resolve(specifier);
  } catch (cause) {
    const [reason] = messageOf(cause).split('\n');
    const hint = 'Is it installed and built? A folder is written with ./ before it.';
    throw new Error(`RUNTIME_REALMS: "${specifier}" cannot be loaded: ${reason}. ${hint}`, { cause });
  }
}
