import { Module, SetMetadata, type ModuleMetadata, type Type } from '@nestjs/common';

/** A realm: a Nest module with a name and the handlers of its intents and queries. */
export interface RealmMetadata extends ModuleMetadata {
  /** The `realm` of every definition that its handlers carry out. */
  name: string;
  /** Classes decorated with `@IntentHandler` or `@QueryHandler`. */
  handlers: Type[];
}

export const REALM_NAME = 'symphainy:realm';

/** Declares a realm. Everything that `@Module` takes is taken; the handlers become providers of it. */
export function Realm({ name, handlers, providers = [], ...module }: RealmMetadata): ClassDecorator {
  return (target) => {
    SetMetadata(REALM_NAME, name)(target);
    Module({ ...module, providers: [...providers, ...handlers] })(target);
  };
}
