import { Injectable } from '@nestjs/common';
import type { CatalogueEntry, HandlerVersion, IntentType } from '@app/intent-contracts';
import { describeType } from '../operations/type-description.js';
import { HandlerRegistry } from '../sagas/handler-registry.js';
import { ExecutionStore, type InFlight } from '../storage/execution-store.js';

/** The intents that can be asked for, with the JSON Schemas of what goes in and comes back. */
@Injectable()
export class IntentCatalogue {
  private described: CatalogueEntry[] | undefined;

  constructor(
    private readonly registry: HandlerRegistry,
    private readonly store: ExecutionStore,
  ) {}

  async entries(): Promise<IntentType[]> {
    this.described ??= this.registry.catalogue().map(({ definition }) => describeType(definition));
    const inFlight = await this.store.inFlight();
    return this.described.map((entry) => ({ ...entry, versions: this.versionsOf(entry.type, inFlight) }));
  }

  /** Those that are installed, and those that something under way needs. */
  private versionsOf(type: string, inFlight: readonly InFlight[]): HandlerVersion[] {
    const bound = new Map(
      inFlight.filter(({ intentType }) => intentType === type).map((one) => [one.handlerVersion, one.count]),
    );
    const installed = new Set(this.registry.versions(type));
    return [...new Set([...installed, ...bound.keys()])]
      .sort((a, b) => b - a)
      .map((version) => ({ version, in_flight: bound.get(version) ?? 0, installed: installed.has(version) }));
  }
}
