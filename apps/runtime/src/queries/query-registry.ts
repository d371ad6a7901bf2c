import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { CatalogueEntry, QueryDefinition } from '@app/intent-contracts';
import { describeType } from '../operations/type-description.js';
import { assertRealm } from '../sagas/handler-registry.js';
import { REALM_NAME } from '../sagas/realm.js';
import { QueryHandlerMetadata, type Answers } from './query-handler.js';

/** A query handler of this process. */
export interface RegisteredQuery {
  readonly definition: QueryDefinition;
  readonly handler: Answers<QueryDefinition>;
}

/** The query handlers of all realms, by type. Refuses to start on two of the same. */
@Injectable()
export class QueryRegistry implements OnModuleInit {
  private readonly byType = new Map<string, RegisteredQuery>();
  private described: CatalogueEntry[] | undefined;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const wrapper of this.discovery.getProviders()) {
      if (!wrapper.metatype || !wrapper.instance) continue;
      const metadata = this.discovery.getMetadataByDecorator(QueryHandlerMetadata, wrapper);
      if (!metadata) continue;
      const { definition } = metadata;
      const realm = wrapper.host?.metatype && this.reflector.get<string>(REALM_NAME, wrapper.host.metatype);
      assertRealm('query', definition, wrapper.name, realm);
      if (this.byType.has(definition.type)) {
        throw new Error(`Two handlers answer query "${definition.type}". Remove one.`);
      }
      this.byType.set(definition.type, { definition, handler: wrapper.instance as Answers<QueryDefinition> });
    }
  }

  find(type: string): RegisteredQuery | undefined {
    return this.byType.get(type);
  }

  catalogue(): CatalogueEntry[] {
    this.described ??= [...this.byType.keys()].sort().map((type) => describeType(this.byType.get(type)!.definition));
    return this.described;
  }
}
