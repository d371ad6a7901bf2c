import type { RealmChange } from '../storage/execution-store.js';
import { type FactScope, type FactStore as Facts, LONGEST_KEY_BYTES } from '../storage/fact-store.js';
import type { Fact, FactRange, FactStore } from '../sagas/realm-data.js';
import { TerminalError } from '../sagas/saga-errors.js';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000;

/** The facts of one realm and tenant. Writes are only noted; they are made with the commit of the attempt. */
export class RealmFacts implements FactStore {
  constructor(
    private readonly facts: Facts,
    private readonly scope: FactScope,
    private readonly changes: RealmChange[],
  ) {}

  async get<Value>(key: string): Promise<Value | undefined> {
    const found = await this.facts.find(this.scope, key);
    return found && (JSON.parse(found.value) as Value);
  }

  async list<Value>({ prefix, limit, after, descending = false }: FactRange): Promise<Fact<Value>[]> {
    const found = await this.facts.list({
      ...this.scope,
      prefix,
      descending,
      limit: Math.min(limit ?? DEFAULT_LIMIT, MAX_LIMIT),
      ...(after === undefined ? {} : { after }),
    });
    return found.map(({ key, value }) => ({ key, value: JSON.parse(value) as Value }));
  }

  set(key: string, value: unknown): void {
    const json = JSON.stringify(value) as string | undefined;
    if (json === undefined) {
      throw new TerminalError(
        `The fact "${key}" is set to ${String(value)}, which has no JSON form. Delete it instead.`,
      );
    }
    this.changes.push({ kind: 'fact.set', scope: this.scope.scope, key: storable(key), value: json });
  }

  delete(key: string): void {
    this.changes.push({ kind: 'fact.delete', scope: this.scope.scope, key: storable(key) });
  }
}

/** The key, if every database takes it. */
function storable(key: string): string {
  if (key !== '' && !key.includes('\0') && Buffer.byteLength(key) <= LONGEST_KEY_BYTES) return key;
  throw new TerminalError(
    `${JSON.stringify(key)} cannot be the key of a fact: it has 1 to ${LONGEST_KEY_BYTES} bytes, none of which is zero.`,
  );
}
