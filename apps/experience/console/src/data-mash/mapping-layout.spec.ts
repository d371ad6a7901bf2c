import { describe, expect, it } from '@jest/globals';
import { mappingLayout } from './mapping-layout.js';

describe('The picture of a mapping', () => {
  it('draws a line for each column that goes into another, and none for one that is left out', () => {
    const layout = mappingLayout(
      [
        { ref: 'a', columns: ['id', 'note'] },
        { ref: 'b', columns: ['ID'] },
      ],
      [
        {
          name: 'id',
          sources: [
            { content_ref: 'a', column: 'id', reason: 'same name' },
            { content_ref: 'b', column: 'ID', reason: 'same name but for case' },
            { content_ref: 'c', column: 'x', reason: 'of a table that is not shown' },
          ],
        },
      ],
    );
    expect(layout.lines.map(({ from, to, reason }) => [from.group, from.name, to.name, reason])).toEqual([
      ['a', 'id', 'id', 'same name'],
      ['b', 'ID', 'id', 'same name but for case'],
    ]);
    const places = layout.groups.flatMap(({ at, columns }) => [at, ...columns.map((column) => column.at)]);
    expect(places).toEqual([0, 1, 2, 3, 4]);
    expect(layout.rows).toBe(5);
  });
});
