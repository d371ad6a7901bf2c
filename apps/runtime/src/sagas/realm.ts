import { Module, SetMetadata, type ModuleMetadata, type Type } from '@nestjs/common';

/** A realm: a Nest module with a name and the handlers of its intents and queries. */
export interface RealmMetadata extends ModuleMetadata {
  /** The `realm` of every definition that its handlers carry out. */
  name: string;
  /** Classes decorated with `@IntentHandler` or `@QueryHandler`. */
  handlers: Type[];
}

export const REALM_NAME = 'symphainy:realm';

const HANDLES = 'symphainy:handles';

/** To be called by the decorators of what may stand among the `handlers` of a realm. */
export function markAsHandler(target: Type): void {
  SetMetadata(HANDLES, true)(target);
}

/**
 * Declares a realm. Everything that `@Module` takes is taken; the handlers become providers of it. Throws if one of them
 * handles nothing.
 */
export function Realm({ name, handlers, providers = [], ...module }: RealmMetadata): ClassDecorator {
  return (target) => {
    for (const handler of handlers) {
      // What is not there yet, as in a circle of imports, is for Nest to tell of.
      if (handler === undefined || Reflect.hasMetadata(HANDLES, handler)) continue;
      throw new Error(
        `${handler.name} stands in the handlers of realm "${name}" and handles nothing. Decorate it with @IntentHandler or ` +
          '@QueryHandler, or move it to the `providers`.',
      );
    }
    SetMetadata(REALM_NAME, name)(target);
    Module({ ...module, providers: [...providers, ...handlers] })(target);
  };
}
