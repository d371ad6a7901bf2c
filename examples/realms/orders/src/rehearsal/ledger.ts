import { type AttemptContext, RetryableError } from '@symphainy/runtime/realm-kit';

/** One call of an effect, as the ledger is told of it. */
export interface LedgerEntry {
  execution_id: string;
  step: string;
  kind: 'do' | 'undo';
  /** The step's key: the same for every attempt and for the undo. */
  key: string;
  attempt: number;
}

/** Until when a call is wanted. */
type Wanted = Pick<AttemptContext, 'signal'>;

/** The outside world of a rehearsal: whoever listens there sees every effect that the realm has. */
export abstract class Ledger {
  /**
   * Returns when the entry is written down. Any other answer, or none, throws a RetryableError without `notApplied`,
   * because the entry may have been written down all the same: the attempt's outcome is unknown.
   */
  abstract record(entry: LedgerEntry, wanted: Wanted): Promise<void>;

  /** The ledger at the URL; with none, effects stay in this process and nobody is told. */
  static at(url: string | undefined): Ledger {
    if (url === undefined || url === '') return new NoLedger();
    if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
      throw new TypeError(
        `ORDERS_LEDGER_URL is "${url}". Write an http URL, e.g. http://127.0.0.1:9000/, or unset it.`,
      );
    }
    return new HttpLedger(url);
  }
}

class NoLedger extends Ledger {
  override async record(): Promise<void> {}
}

class HttpLedger extends Ledger {
  constructor(private readonly url: string) {
    super();
  }

  override async record(entry: LedgerEntry, wanted: Wanted): Promise<void> {
    const answer = await this.post(entry, wanted);
    if (answer.ok) return;
    throw new RetryableError(`The ledger answered ${answer.status} to ${entry.kind} ${entry.step}; it may hold it.`);
  }

  private async post(entry: LedgerEntry, { signal }: Wanted): Promise<Response> {
    try {
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(entry),
        signal,
      });
      // Read to its end, so that the connection serves the next call.
      await answer.arrayBuffer();
      return answer;
    } catch (cause) {
      throw new RetryableError(`The ledger gave no answer to ${entry.kind} ${entry.step}; it may hold it.`, { cause });
    }
  }
}
