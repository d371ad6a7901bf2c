import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { defineIntent } from '@app/intent-contracts';
import { HandlerRegistry } from './handler-registry.js';
import { IntentHandler } from './intent-handler.js';
import { Realm } from './realm.js';

class Nothing extends Object {}

/** What Runtime finds in a realm whose handlers of one intent are of these versions. */
async function registryOf(realm: string, ...versions: (number | undefined)[]): Promise<HandlerRegistry> {
  const definition = defineIntent({ type: `${realm}.go`, realm, title: 'Go', input: Nothing, output: Nothing });
  const handlers = versions.map((version) => {
    class Handler {
      run = (): Promise<Nothing> => Promise.resolve({});
    }
    IntentHandler(definition, version === undefined ? {} : { version })(Handler);
    return Handler;
  });
  class Rooms extends Object {}
  Realm({ name: realm, handlers })(Rooms);
  class App extends Object {}
  Module({ imports: [DiscoveryModule, Rooms], providers: [HandlerRegistry] })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false, abortOnError: false });
  await app.close();
  return app.get(HandlerRegistry);
}

describe('the handlers of a realm', () => {
  it('stand side by side by version, and what is accepted now is bound to the newest', async () => {
    const registry = await registryOf('rooms', 2, undefined, 10);

    expect(registry.versions('rooms.go').sort((a, b) => a - b)).toEqual([1, 2, 10]);
    expect(registry.newest('rooms.go')?.version).toBe(10);
    expect(registry.find('rooms.go', 3)).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN, 202_611_271_130])(
    'keep Runtime from starting with a version that no store could keep: %s',
    async (version) => {
      await expect(registryOf('rooms', version)).rejects.toThrow(
        `Intent "rooms.go" has a handler of version ${version}. Versions are whole numbers from 1 to 2147483647.`,
      );
    },
  );

  it('keep Runtime from starting where two are of the same version', async () => {
    await expect(registryOf('rooms', 1, 1)).rejects.toThrow('Two handlers carry out version 1 of intent "rooms.go"');
  });
});
