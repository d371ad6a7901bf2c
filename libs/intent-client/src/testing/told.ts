import type { StreamItem } from '@app/intent-contracts';

/** What is worth comparing of an item: `1`, `2` … for events, and the rest by name. */
export function told(item: StreamItem): number | string {
  if (item.kind === 'event') return item.event.sequence;
  return item.kind === 'upstream' ? item.state : item.kind;
}

/** Everything that is told until it ends, or `enough` says so. */
export async function collect(
  following: AsyncIterable<StreamItem>,
  enough: (seen: (number | string)[]) => boolean = () => false,
): Promise<(number | string)[]> {
  const seen: (number | string)[] = [];
  for await (const item of following) {
    seen.push(told(item));
    if (enough(seen)) break;
  }
  return seen;
}

/** Resolves once it is so; the test's own time-out says that it never was. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 2));
}
