import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import { REALM_NAME } from './realm.js';

/**
 * Loads realms from outside by their module specifiers, which resolve from the working directory through package.json.
 * Rejects with a message for the operator if one cannot be found or exports no `@Realm` class as `realm`.
 */
export async function loadRealms(specifiers: readonly string[]): Promise<Type[]> {
  return Promise.all(specifiers.map(loadRealm));
}

async function loadRealm(specifier: string): Promise<Type> {
  const found = resolve(specifier);
  const { realm } = (await import(pathToFileURL(found).href)) as { realm?: Type };
  if (typeof realm !== 'function' || Reflect.getMetadata(REALM_NAME, realm) === undefined) {
    throw new Error(`RUNTIME_REALMS: "${specifier}" exports no class decorated with @Realm under the name "realm".`);
  }
  return realm;
}

function resolve(specifier: string): string {
  try {
    // A folder is a package too: its own name, resolved from inside it, is what its `exports` say.
    if (/^\.{0,2}\//.test(specifier)) {
      const manifest = resolvePath(specifier, 'package.json');
      const { name } = JSON.parse(readFileSync(manifest, 'utf8')) as { name: string };
      return createRequire(manifest).resolve(name);
    }
    return createRequire(resolvePath('package.json')).resolve(specifier);
  } catch (cause) {
    const reason = (cause as Error).message.split('\n')[0];
    throw new Error(`RUNTIME_REALMS: "${specifier}" cannot be loaded: ${reason}. Is it installed and built?`, {
      cause,
    });
  }
}
