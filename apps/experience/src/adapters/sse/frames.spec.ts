import { describe, expect, it } from '@jest/globals';
import type { FeedItem } from '../../adapter-kit/execution-feed.js';
import { framesOf } from './frames.js';

const FIRST = { kind: 'upstream', state: 'back' } as const;

async function* slow(): AsyncGenerator<FeedItem> {
  await new Promise((resolve) => setTimeout(resolve, 130));
  yield { kind: 'end', cursor: 'c1' };
}

describe('a stream on which nothing happens', () => {
  it('says so now and then, so that nobody on the way takes it for dead', async () => {
    const frames: string[] = [];
    for await (const frame of framesOf(FIRST, slow(), 50)) frames.push(frame);
    expect(frames).toEqual([
      ': runtime is back\n\n',
      ': still here\n\n',
      ': still here\n\n',
      'id: c1\nevent: end\ndata: {}\n\n',
    ]);
  });

  it('is let go of when the client leaves', async () => {
    let released = false;
    const items: AsyncIterator<FeedItem> = {
      next: () => new Promise(() => undefined),
      return: async () => {
        released = true;
        return { done: true, value: undefined };
      },
    };
    const frames = framesOf(FIRST, items, 10);
    await frames.next();
    await frames.next();
    await frames.return();
    expect(released).toBe(true);
  });
});
