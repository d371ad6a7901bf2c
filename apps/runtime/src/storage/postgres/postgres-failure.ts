import { DatabaseError } from 'pg';
import { StoreFailure } from '../store-failure.js';

/**
 * A deadlock or a failed serialization: the same may succeed when it is done again. So may what counted on a statement to
 * be prepared by what was sent before it, and failed.
 */
const AGAIN = new Set(['40P01', '40001', '26000']);
/** The server speaks, and what it says is about the server: it stops, has no room, or takes no writes. */
const OF_THE_SERVER = /^(08|25006|53|57P|58|XX)/;

/** Whether a transaction that failed like this changed nothing and may be done again at once. */
export function isForAgain(error: unknown): boolean {
  return codeOf(error) !== undefined && AGAIN.has(codeOf(error)!);
}

/** What one entry of a batch cannot be written for, found out by asking. */
export class EntryRefused extends StoreFailure {
  constructor(message: string) {
    super(message, false);
  }
}

/** Whether it was the statement's own doing, so that others of its batch may be fine. What the connection does is not. */
export function isOfStatement(error: unknown): boolean {
  if (error instanceof EntryRefused) return true;
  const code = codeOf(error);
  return code !== undefined && !OF_THE_SERVER.test(code);
}

/** What a driver throws, in the port's words. Addresses and users stay out of it, since probes show it. */
export function toStoreFailure(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const sqlState = codeOf(error);
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (sqlState === undefined) {
    const isOfNetwork = code !== undefined || /connect|terminat|timeout|closed|ended/i.test(message ?? '');
    const why = isOfNetwork ? `PostgreSQL does not answer (${code ?? 'the connection is gone'})` : String(error);
    return new StoreFailure(why, false);
  }
  const why = sqlState.startsWith('28') ? 'the login is refused' : message;
  return new StoreFailure(`PostgreSQL: ${why} (${sqlState})`, sqlState === '53100');
}

/** The SQLSTATE; native errors are no instances of anything in every environment, so that it is known by its form. */
function codeOf(error: unknown): string | undefined {
  const { code, severity } = (error ?? {}) as Partial<DatabaseError>;
  return severity !== undefined && code !== undefined ? code : undefined;
}
