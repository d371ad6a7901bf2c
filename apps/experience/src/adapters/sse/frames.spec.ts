import { describe, expect, it } from '@jest/globals';
import type { StreamItem } from '../../adapter-kit/index.js';
import { framesOf } from './frames.js';

async function* slow(): AsyncGenerator<StreamItem> {
  yield { kind: 'upstream', state: 'back' };
  await new Promise((resolve) => setTimeout(resolve, 130));
  yield { kind: 'end', cursor: 'c1' };
}

describe('a stream on which nothing happens', () => {
  it('says so now and then, so that nobody on the way takes it for dead', async () => {
    const frames: string[] = [];
    for await (const frame of framesOf({ cursor: 'c0', items: slow() }, 50)) frames.push(frame);
    expect(frames).toEqual([
      'id: c0\nretry: 1000\n\n',
      ': runtime is back\n\n',
      ': still here\n\n',
      ': still here\n\n',
      'id: c1\nevent: end\ndata: {}\n\n',
    ]);
  });

  it('is let go of when the client leaves', async () => {
    let released = false;
    const items: AsyncIterator<StreamItem> = {
      next: () => new Promise(() => undefined),
      return: async () => {
        released = true;
        return { done: true, value: undefined };
      },
    };
    const frames = framesOf({ cursor: '', items: { [Symbol.asyncIterator]: () => items } }, 10);
    await frames.next();
    await frames.next();
    await frames.return();
    expect(released).toBe(true);
  });
});
