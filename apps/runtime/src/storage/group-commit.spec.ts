import { describe, expect, it } from '@jest/globals';
import { GroupCommit, type EntryOutcome } from './group-commit.js';

/** A commit that is done when the test says so. */
class HeldCommits {
  readonly batches: string[][] = [];
  private readonly finish: (() => void)[] = [];

  readonly commit = (batch: string[]): Promise<EntryOutcome<string>[]> => {
    this.batches.push(batch);
    return new Promise((resolve) => {
      this.finish.push(() => resolve(batch.map((entry) => ({ result: `${entry} is durable` }))));
    });
  };

  succeed(): void {
    this.finish.shift()!();
  }
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe('group commit', () => {
  it('nobody is told before the batch is durable', async () => {
    const held = new HeldCommits();
    const writer = new GroupCommit(held.commit);
    let told = '';
    void writer.write(() => 'a').then((result) => (told = result));
    await turn();
    await turn();
    expect(told).toBe('');
    held.succeed();
    await turn();
    expect(told).toBe('a is durable');
  });

  it('what comes while a commit is under way goes together in the next one', async () => {
    const held = new HeldCommits();
    const writer = new GroupCommit(held.commit);
    void writer.write(() => 'first');
    await turn();
    const written = ['a', 'b', 'c'].map((entry) => writer.write(() => entry));
    await turn();
    expect(held.batches).toEqual([['first']]);
    held.succeed();
    await turn();
    await turn();
    expect(held.batches).toEqual([['first'], ['a', 'b', 'c']]);
    held.succeed();
    await expect(Promise.all(written)).resolves.toHaveLength(3);
  });

  it('a batch is sent before those of the former one are told, who compute then', async () => {
    const seen: string[] = [];
    const writer = new GroupCommit<string, string>(async (batch) => {
      // As a pool of connections gives one: not before this tick is over.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      seen.push(`sent ${batch.join()}`);
      await turn();
      return batch.map((entry) => ({ result: entry }));
    });
    const tell = (entry: string): Promise<unknown> => writer.write(() => entry).then(() => seen.push(`told ${entry}`));
    const first = tell('first');
    await turn();
    const second = tell('second');
    await Promise.all([first, second]);
    expect(seen).toEqual(['sent first', 'sent second', 'told first', 'told second']);
  });

  it('what may go ahead is sent behind the batch that is being committed, so that the store goes from one to the next', async () => {
    const held = new HeldCommits();
    const writer = new GroupCommit(held.commit, 1_000, 2);
    const write = (entry: string): Promise<string> => writer.write(() => entry, true);
    // Each has something to write as soon as it is told.
    const written = ['a', 'b', 'c', 'd'].map((entry) => write(entry).then(() => write(`after ${entry}`)));
    await turn();
    held.succeed();
    for (let turns = 0; turns < 4; turns += 1) await turn();
    expect(held.batches.slice(1)).toEqual([
      ['after a', 'after b'],
      ['after c', 'after d'],
    ]);
    held.succeed();
    held.succeed();
    await Promise.all(written);
  });

  it('what goes on from a batch that is being committed is not sent before it is known what became of that', async () => {
    const held = new HeldCommits();
    const writer = new GroupCommit(held.commit, 1_000, 1);
    const first = writer.write(() => 'first', true);
    await turn();
    const second = writer.write(() => 'second');
    const other = writer.write(() => 'other', true);
    await turn();
    await turn();
    expect(held.batches).toEqual([['first']]);
    held.succeed();
    await first;
    await turn();
    expect(held.batches[1]).toEqual(['second', 'other']);
    held.succeed();
    await Promise.all([second, other]);
  });

  it('an entry is formed when its batch is, so that what is added while it waits goes with it', async () => {
    const held = new HeldCommits();
    const writer = new GroupCommit(held.commit);
    void writer.write(() => 'first');
    await turn();
    let text = 'a';
    void writer.write(() => text);
    text = 'ab';
    held.succeed();
    await turn();
    await turn();
    expect(held.batches[1]).toEqual(['ab']);
  });

  it('one that is refused does not hold up the others, and a commit that fails is told to all of its entries', async () => {
    const writer = new GroupCommit<string, string>((batch) =>
      batch.includes('broken')
        ? Promise.reject(new Error('disk full'))
        : Promise.resolve(
            batch.map((entry) => (entry === 'bad' ? { error: new Error('refused') } : { result: entry })),
          ),
    );
    const outcomes = await Promise.allSettled([writer.write(() => 'good'), writer.write(() => 'bad')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await writer.idle();
    const failed = await Promise.allSettled([writer.write(() => 'good'), writer.write(() => 'broken')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await writer.idle();
    await expect(writer.write(() => 'good')).resolves.toBe('good');
  });

  it.each([
    ['refused', () => 'second'],
    [
      'not even formed',
      () => {
        throw new Error('what came before is missing');
      },
    ],
  ])('whose entry is %s hears first what became of what it wrote before', async (_, form) => {
    const writer = new GroupCommit<string, string>((batch) =>
      batch.includes('second')
        ? Promise.reject(new Error('disk full'))
        : turn().then(() => batch.map((entry) => ({ result: entry }))),
    );
    const heard: string[] = [];
    const first = writer.write(() => 'first').then(() => heard.push('first written'));
    await turn();
    const second = writer.write(form).catch(() => heard.push('second refused'));
    await Promise.all([first, second]);
    expect(heard).toEqual(['first written', 'second refused']);
  });

  it('who was refused hears so before what it wrote next is formed', async () => {
    let commits = 0;
    const writer = new GroupCommit<string, string>((batch) => {
      commits += 1;
      return commits === 1
        ? turn().then(() => Promise.reject(new Error('disk full')))
        : Promise.resolve(batch.map((result) => ({ result })));
    });
    let failed = false;
    writer.write(() => 'first').catch(() => (failed = true));
    await turn();
    const second = writer.write(() => {
      if (failed) throw new Error('what came before is missing');
      return 'second';
    });
    await expect(second).rejects.toThrow('what came before is missing');
  });
});
