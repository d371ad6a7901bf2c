import type { ExecutionEvent, StreamItem } from '@app/intent-contracts';

/** What one who follows was told. */
export interface Heard {
  readonly events: ExecutionEvent[];
  /** The cursor of each event, and of the end. */
  readonly cursors: string[];
  /** Everything else: `end`, `gap`, `snapshot`, `away`, `back`. */
  readonly others: string[];
}

/** Listens until it ends, or it is `enough`. */
export async function hear(
  items: AsyncIterable<StreamItem>,
  isEnough: (heard: Heard) => boolean = () => false,
): Promise<Heard> {
  const heard: Heard = { events: [], cursors: [], others: [] };
  for await (const item of items) {
    if ('cursor' in item) heard.cursors.push(item.cursor);
    if (item.kind === 'event') heard.events.push(item.event);
    else heard.others.push(item.kind === 'upstream' ? item.state : item.kind);
    if (isEnough(heard)) break;
  }
  return heard;
}

/** Enough, when so many executions have succeeded. */
export function ends(count: number): (heard: Heard) => boolean {
  return ({ events }) => events.filter(({ type }) => type === 'execution.succeeded').length >= count;
}

/** Enough, when there are so many events. */
export function soMany(count: number): (heard: Heard) => boolean {
  return ({ events: { length } }) => length >= count;
}

/** The code of the problem with which following is refused; what was heard, if it is not. */
export function refusalOf(items: AsyncIterable<StreamItem>): Promise<unknown> {
  return hear(items, soMany(1)).catch((error: { problem?: { code: string } }) => error.problem?.code ?? error);
}
