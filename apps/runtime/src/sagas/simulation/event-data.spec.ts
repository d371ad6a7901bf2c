import { Logger } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_DATA, EVENT_TYPES, type EventType } from '@app/intent-contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { SimulatedDatabase, type StoredEvent } from '../testing/simulation/simulated-database.js';
import { simulate } from '../testing/simulation/simulate.js';

const SEEDS = 150;

/** What of an event the contract does not say, or says otherwise. */
function surprisesIn({ type, data }: { type: EventType; data: object }): string[] {
  const shape: (new () => object) | null = EVENT_DATA[type];
  if (shape === null) return Object.keys(data).map((member) => `${type} has ${member}`);
  const strict = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };
  const found = validateSync(plainToInstance(shape, data), strict);
  return found.map((error) => `${type} ${JSON.stringify(data)}: ${error.toString(false, undefined, undefined, true)}`);
}

const isOfEngine = (event: { type: string; data: object }): event is { type: EventType; data: object } =>
  (EVENT_TYPES as readonly string[]).includes(event.type);

describe('what an engine logs under chance', () => {
  let events: readonly StoredEvent[];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const database = await SimulatedDatabase.open();
    const all: StoredEvent[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { history } = await simulate(database, seed);
      all.push(...[...history.logs.values()].flat());
    }
    events = all;
  }, 120_000);

  afterAll(() => Logger.overrideLogger(['log', 'warn', 'error']));

  it('is what the contract says of each event, and nothing beside it', () => {
    expect(events.filter(isOfEngine).flatMap(surprisesIn)).toEqual([]);
  });

  it('is every event that the contract knows', () => {
    // A simulation has no bytes to make an artifact of: the conformance tests have.
    const logged = new Set<string>(['artifact.created', ...events.map(({ type }) => type)]);
    expect(EVENT_TYPES.filter((type) => !logged.has(type))).toEqual([]);
  });

  it('is, where it is not of the engine, named for the realm that said it', () => {
    const others = events.filter((event) => !isOfEngine(event)).map(({ type }): string => type);
    expect([...new Set(others)]).toEqual(['sim.noted']);
  });
});

describe('a reader of the contract', () => {
  it.each([
    ['a member that nobody said', { type: 'undo.skipped', data: { step: 'a', attempt: 1, reason: 'r', because: 'r' } }],
    ['a member that is missing', { type: 'undo.skipped', data: { step: 'a', attempt: 1 } }],
    ['a member of another kind', { type: 'step.succeeded', data: { step: 'a', attempt: 'first' } }],
    ['a member of a member', { type: 'undo.failed', data: { step: 'a', attempt: 1, problem: { detail: 'no' } } }],
    ['data where there is none', { type: 'execution.started', data: { at: 'once' } }],
  ] as const)('is surprised by %s', (_what, event) => {
    expect(surprisesIn(event)).not.toEqual([]);
  });
});
