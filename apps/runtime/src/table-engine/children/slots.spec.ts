import { describe, expect, it } from '@jest/globals';
import { Slots } from './slots.js';

const never = () => new AbortController().signal;

describe('slots', () => {
  it('are given out first come, first served', async () => {
    const slots = new Slots(1);
    const giveBack = await slots.take(never());
    const order: string[] = [];
    const waiting = ['first', 'second', 'third'].map(async (name) => {
      const back = await slots.take(never());
      order.push(name);
      back();
    });
    giveBack();
    await Promise.all(waiting);
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('are as many as there are, even if one is given back twice', async () => {
    const slots = new Slots(1);
    const giveBack = await slots.take(never());
    giveBack();
    giveBack();
    await slots.take(never());
    let taken = false;
    void slots.take(never()).then(() => (taken = true));
    await new Promise(setImmediate);
    expect(taken).toBe(false);
  });

  it('pass by those who have left the line', async () => {
    const slots = new Slots(1);
    const giveBack = await slots.take(never());
    const leaver = new AbortController();
    const left = slots.take(leaver.signal);
    const stayed = slots.take(never());
    leaver.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    giveBack();
    await stayed;
  });

  it('are not given to those who have left before', async () => {
    await expect(new Slots(1).take(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});
