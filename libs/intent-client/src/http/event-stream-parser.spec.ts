import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, nat, oneof, property, string } from 'fast-check';
import { EventStreamParser } from './event-stream-parser.js';

function parsed(...chunks: string[]) {
  const parser = new EventStreamParser();
  return chunks.flatMap((chunk) => [...parser.push(chunk)]);
}

describe('a stream of server-sent events', () => {
  it('is read as the standard says', () => {
    const text = [
      ': a comment',
      '',
      'id: 1',
      'event: step.started',
      'data: one',
      'data:two',
      'data:  three',
      'nonsense: passed over',
      '',
      'data',
      '',
      'id: 2',
      '',
      'event: without data',
      '',
      'id: with\0nul',
      'data: a:b',
      '',
      'data: never finished',
    ].join('\n');
    expect(parsed(text)).toEqual([
      { comment: 'a comment' },
      { id: '1', event: 'step.started', data: 'one\ntwo\n three' },
      { data: '' },
      { id: '2' },
      { data: 'a:b' },
    ]);
  });

  it('says the same wherever it is broken, and however its lines end', () => {
    const line = oneof(
      constantFrom('', '', ': hm', 'id: 7', 'event: end', 'data', 'data: {"a":"ü€🙂"}', 'retry: 5'),
      string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, '')),
    );
    const check = property(array(line), constantFrom('\n', '\r\n', '\r'), array(nat(400)), (lines, ending, cuts) => {
      const text = [...lines, ''].join(ending);
      const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((one, other) => one - other), text.length];
      const chunks = at.slice(1).map((end, index) => text.slice(at[index], end));
      expect(parsed(...chunks)).toEqual(parsed([...lines, ''].join('\n')));
    });
    assert(check, { numRuns: 300 });
  });
});
