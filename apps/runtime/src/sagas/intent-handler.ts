import { DiscoveryService } from '@nestjs/core';
import { Injectable } from '@nestjs/common';
import type { IntentDefinition } from '@app/intent-contracts';
import type { Duration } from './duration.js';
import { markAsHandler } from './realm.js';
import type { Saga } from './saga.js';

/** Options of a handler. Versions stand side by side; an execution keeps the one it was accepted with. */
export interface IntentHandlerOptions {
  /** A whole number from 1; 1 if left out. Raise it when a change would make recorded histories not fit any more. */
  version?: number;
  /** Longest the whole execution may take before it is turned back. */
  deadline?: Duration;
}

type InputOf<D> = D extends IntentDefinition<infer Input, object> ? Input : never;
type OutputOf<D> = D extends IntentDefinition<object, infer Output> ? Output : never;

/** What a class decorated with `@IntentHandler(Definition)` implements. */
export interface Handles<Definition> {
  run(saga: Saga, input: InputOf<Definition>): Promise<OutputOf<Definition>>;
}

/** What `@IntentHandler` leaves on a class, for the registry to find. */
export const IntentHandlerMetadata = DiscoveryService.createDecorator<{
  definition: IntentDefinition;
  options: IntentHandlerOptions;
}>();

/** Marks an injectable class of a realm as the one that carries out an intent. */
export function IntentHandler<Input extends object, Output extends object>(
  definition: IntentDefinition<Input, Output>,
  options: IntentHandlerOptions = {},
) {
  return <Handler extends new (...dependencies: never[]) => Handles<IntentDefinition<Input, Output>>>(
    target: Handler,
  ): void => {
    Injectable()(target);
    markAsHandler(target);
    IntentHandlerMetadata({ definition: definition as unknown as IntentDefinition, options })(target);
  };
}
