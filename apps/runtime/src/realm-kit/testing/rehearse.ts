import { inputErrors } from '@app/intent-contracts';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { milliseconds } from '../../sagas/duration.js';
import type { RegisteredHandler } from '../../sagas/handler-registry.js';
import { type Handles, IntentHandlerMetadata } from '../../sagas/intent-handler.js';
import { Rehearsal, type Way } from './rehearsal.js';
import type { RehearsalOptions } from './rehearsal-options.js';
import { RehearsalFailed, type RehearsedExecution } from './rehearsed-execution.js';

/** A handler, or a function that makes one: whatever it acts on belongs to it, as new as the handler. */
type Made<Handler> = Handler | (() => Handler);
/** Whatever it takes: its input and output are inferred from it. */
export type AnyHandler = { run(saga: any, input: any): Promise<unknown> };
export type InputOf<Handler extends AnyHandler> = Parameters<Handler['run']>[1];
export type OutputOf<Handler extends AnyHandler> = Awaited<ReturnType<Handler['run']>>;

/**
 * Runs a handler once on the real engine, in memory, until nothing goes on by itself any more. Sleeps and retries take
 * no time. Rejects with `RehearsalFailed` if the handler awaits anything but `saga`.
 */
export async function rehearse<Handler extends AnyHandler>(
  handler: Made<Handler>,
  input: InputOf<Handler>,
  options: RehearsalOptions<OutputOf<Handler>> = {},
): Promise<RehearsedExecution<OutputOf<Handler>>> {
  return (await playedBy(handler, input, options, { name: 'as it is', deaths: [] })).execution;
}

/** A run in one way, and how many commits its last life has made. */
export async function playedBy<Handler extends AnyHandler>(
  made: Made<Handler>,
  input: InputOf<Handler>,
  options: RehearsalOptions<OutputOf<Handler>>,
  way: Way,
): Promise<{ execution: RehearsedExecution<OutputOf<Handler>>; commits: number }> {
  const registered = registeredFrom(typeof made === 'function' ? made() : made);
  await assertInput(registered, input);
  const played = await Rehearsal.play(registered, recorded(input), options as RehearsalOptions, way);
  const execution = played.execution as RehearsedExecution<OutputOf<Handler>>;
  await check(execution, options);
  return { execution, commits: played.commits };
}

function registeredFrom(handler: AnyHandler): RegisteredHandler {
  const metadata = Reflect.getMetadata(IntentHandlerMetadata.KEY, handler.constructor) as
    Parameters<typeof IntentHandlerMetadata>[0] | undefined;
  if (!metadata) {
    throw new TypeError(
      `${handler.constructor.name} is not decorated with @IntentHandler, so its intent is not known.`,
    );
  }
  const { definition, options } = metadata;
  return {
    definition,
    version: options.version ?? 1,
    ...(options.deadline === undefined ? {} : { deadline: milliseconds(options.deadline) }),
    handler: handler as Handles<unknown>,
  };
}

/** Runtime refuses what does not fit before anything is recorded; so a rehearsal with it would prove nothing. */
async function assertInput({ definition }: RegisteredHandler, input: object): Promise<void> {
  const found = await validate(plainToInstance(definition.input, recorded(input)), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  const errors = found.flatMap((error) => inputErrors(error));
  if (errors.length === 0) return;
  const told = errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; ');
  throw new TypeError(`The input is none of ${definition.type}: ${told}.`);
}

async function check<Output>(execution: RehearsedExecution<Output>, options: RehearsalOptions<Output>): Promise<void> {
  try {
    await options.check?.(execution);
  } catch (cause) {
    throw new RehearsalFailed(`The check failed when it was run ${execution.way}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const recorded = (input: unknown): object => JSON.parse(JSON.stringify(input)) as object;
