import { describe, expect, it } from '@jest/globals';
import { lineageLayout } from './lineage-layout.js';

const artifact = (id: string) => ({ artifact_id: id, filename: `${id}.csv`, kind: 'table', deleted: false });
const execution = (id: string) => ({ execution_id: id, intent_type: 'content.upload' });

describe('The picture of a lineage', () => {
  it('puts everything to the right of what it came from', () => {
    const layout = lineageLayout({
      artifact_id: 'mash',
      artifacts: [artifact('mash'), artifact('a'), artifact('b')],
      executions: [execution('up'), execution('masher')],
      edges: [
        { from: 'a', to: 'mash' },
        { from: 'b', to: 'mash' },
        { from: 'up', to: 'a' },
        { from: 'masher', to: 'mash' },
        { from: 'gone', to: 'b' },
      ],
    });
    for (const { from, to } of layout.edges) expect(from.column).toBeLessThan(to.column);
    expect(layout.edges).toHaveLength(4);
    expect(layout.nodes.find(({ id }) => id === 'mash')).toMatchObject({ column: 2, isAsked: true });
    const places = layout.nodes.map(({ column, row }) => `${column}/${row}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('comes to an end even if somebody sent a circle', () => {
    const layout = lineageLayout({
      artifact_id: 'a',
      artifacts: [artifact('a'), artifact('b')],
      executions: [],
      edges: [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'a' },
      ],
    });
    expect(layout.nodes).toHaveLength(2);
  });
});
