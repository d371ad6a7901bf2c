import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { IntentDefinition } from '@app/intent-contracts';
import { milliseconds } from './duration.js';
import { IntentHandlerMetadata, type Handles } from './intent-handler.js';
import { REALM_NAME } from './realm.js';

/** A handler that this process can run. */
export interface RegisteredHandler {
  readonly definition: IntentDefinition;
  readonly version: number;
  /** Milliseconds that an execution may take in all; undefined for as long as it takes. */
  readonly deadline?: number;
  readonly handler: Handles<unknown>;
}

/** What every store keeps as a whole number. */
const MAX_VERSION = 2 ** 31 - 1;

/** The intent handlers of all realms, by type and version. Refuses to start on two of the same. */
@Injectable()
export class HandlerRegistry implements OnModuleInit {
  private readonly byType = new Map<string, Map<number, RegisteredHandler>>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || !wrapper.instance) continue;
      const metadata = this.discovery.getMetadataByDecorator(IntentHandlerMetadata, wrapper);
      if (!metadata) continue;
      const { definition, options } = metadata;
      const realm = wrapper.host?.metatype && this.reflector.get<string>(REALM_NAME, wrapper.host.metatype);
      assertRealm('intent', definition, wrapper.name, realm);
      this.register({
        definition,
        version: options.version ?? 1,
        ...(options.deadline === undefined ? {} : { deadline: milliseconds(options.deadline) }),
        handler: wrapper.instance as Handles<unknown>,
      });
    }
  }

  /** The newest version for the type: what a new execution is bound to. */
  newest(intentType: string): RegisteredHandler | undefined {
    const versions = this.byType.get(intentType);
    return versions && versions.get(Math.max(...versions.keys()));
  }

  find(intentType: string, version: number): RegisteredHandler | undefined {
    return this.byType.get(intentType)?.get(version);
  }

  /** The versions that are installed. */
  versions(intentType: string): number[] {
    return [...(this.byType.get(intentType)?.keys() ?? [])];
  }

  /** Everything that can be carried out here, as `intent.type@version`. */
  names(): string[] {
    return [...this.byType].flatMap(([type, versions]) => [...versions.keys()].map((version) => `${type}@${version}`));
  }

  /** The newest version of every type, sorted by type. */
  catalogue(): RegisteredHandler[] {
    return [...this.byType.keys()].sort().map((type) => this.newest(type)!);
  }

  private register(registered: RegisteredHandler): void {
    const { definition, version } = registered;
    if (!Number.isInteger(version) || version < 1 || version > MAX_VERSION) {
      throw new Error(
        `Intent "${definition.type}" has a handler of version ${version}. Versions are whole numbers from 1 to ${MAX_VERSION}.`,
      );
    }
    const versions = this.byType.get(definition.type) ?? new Map<number, RegisteredHandler>();
    if (versions.has(version)) {
      throw new Error(
        `Two handlers carry out version ${version} of intent "${definition.type}". Remove one, or give the newer one a higher version.`,
      );
    }
    this.byType.set(definition.type, versions.set(version, registered));
  }
}

/** Throws if a handler's definition names another realm than the module that the handler stands in. */
export function assertRealm(
  kind: string,
  { type, realm }: { type: string; realm: string },
  handler: string | symbol,
  found: string | undefined,
): void {
  if (found === realm) return;
  const where = found === undefined ? 'in no realm' : `in realm "${found}"`;
  throw new Error(
    `${String(handler)} handles ${kind} "${type}" of realm "${realm}" but stands ${where}. List it in the \`handlers\` of @Realm({ name: '${realm}' }).`,
  );
}
