import { Injectable } from '@nestjs/common';
import type { CatalogueEntry } from '@app/intent-contracts';
import { describeType } from '../operations/type-description.js';
import { HandlerRegistry } from '../sagas/handler-registry.js';

/** The intents that can be asked for, with the JSON Schemas of what goes in and comes back. */
@Injectable()
export class IntentCatalogue {
  private described: CatalogueEntry[] | undefined;

  constructor(private readonly registry: HandlerRegistry) {}

  entries(): CatalogueEntry[] {
    this.described ??= this.registry.catalogue().map(({ definition }) => describeType(definition));
    return this.described;
  }
}
