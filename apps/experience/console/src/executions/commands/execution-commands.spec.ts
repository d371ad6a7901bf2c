import { describe, expect, it } from '@jest/globals';
import { allowedCommands, EXECUTION_STATUSES } from '@app/intent-contracts';
import { commandsFor } from './execution-commands.js';

describe('The commands of an execution', () => {
  it.each(EXECUTION_STATUSES)('are, where it is %s, among those that Runtime takes there', (status) => {
    const allowed = allowedCommands(status) as string[];
    expect(commandsFor(status).filter(({ name }) => !allowed.includes(name))).toEqual([]);
  });

  it.each(EXECUTION_STATUSES)(
    'say, where it is %s, what they do, and what cannot be taken back is never the first',
    (status) => {
      const [first, ...others] = commandsFor(status);
      expect(first?.bites ?? false).toBe(false);
      for (const { does, asks, bites } of others) {
        expect(does).not.toBe('');
        if (bites) expect(asks).toBeDefined();
      }
    },
  );

  it('offer nothing for what succeeded, and nothing for a status that this page does not know', () => {
    expect(commandsFor('succeeded')).toEqual([]);
    expect(commandsFor('of-a-later-year')).toEqual([]);
  });

  it('offer of what is held what would let it go on, and of one in doubt no way around finding out', () => {
    const ways = (reason: string): string[] => commandsFor('paused', reason).map(({ name }) => name);
    expect(ways('operator')).toEqual(['resume', 'cancel', 'terminate']);
    expect(ways('retries_exhausted')).toEqual(['retry', 'cancel', 'terminate']);
    expect(ways('uncertain')).toEqual(['cancel', 'terminate']);
  });
});
