import { DiscoveryService } from '@nestjs/core';
import { Injectable } from '@nestjs/common';
import type { QueryDefinition } from '@app/intent-contracts';
import { markAsHandler } from '../sagas/realm.js';
import type { QueryContext } from '../sagas/saga.js';

type InputOf<D> = D extends QueryDefinition<infer Input, object> ? Input : never;
type OutputOf<D> = D extends QueryDefinition<object, infer Output> ? Output : never;

/** What a class decorated with `@QueryHandler(Definition)` implements. */
export interface Answers<Definition> {
  answer(input: InputOf<Definition>, context: QueryContext): Promise<OutputOf<Definition>>;
}

/** What `@QueryHandler` leaves on a class, for the registry to find. */
export const QueryHandlerMetadata = DiscoveryService.createDecorator<{ definition: QueryDefinition }>();

/** Marks an injectable class of a realm as the one that answers a query. It changes nothing. */
export function QueryHandler<Input extends object, Output extends object>(definition: QueryDefinition<Input, Output>) {
  return <Handler extends new (...dependencies: never[]) => Answers<QueryDefinition<Input, Output>>>(
    target: Handler,
  ): void => {
    Injectable()(target);
    markAsHandler(target);
    QueryHandlerMetadata({ definition: definition as unknown as QueryDefinition })(target);
  };
}
