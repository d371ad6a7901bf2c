interface LineageLike {
  readonly artifact_id: string;
  readonly artifacts: readonly {
    readonly artifact_id: string;
    readonly filename: string;
    readonly kind?: string | null;
    readonly deleted: boolean;
  }[];
  readonly executions: readonly { readonly execution_id: string; readonly intent_type: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** A node of the graph and where it stands: columns from the left, rows from the top. */
export interface PlacedNode {
  readonly id: string;
  readonly kind: 'artifact' | 'execution';
  readonly title: string;
  readonly sub: string;
  readonly isDeleted: boolean;
  readonly isAsked: boolean;
  readonly column: number;
  readonly row: number;
}

export interface LineageLayout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly { readonly from: PlacedNode; readonly to: PlacedNode }[];
  readonly columns: number;
  readonly rows: number;
}

/** Everything to the right of what it came from. Of a circle, which a lineage has none of, each node is placed once. */
export function lineageLayout(lineage: LineageLike): LineageLayout {
  const known = new Map<string, Omit<PlacedNode, 'column' | 'row'>>();
  for (const { artifact_id: id, filename, kind, deleted } of lineage.artifacts) {
    const sub = deleted ? 'deleted' : (kind?.replaceAll('_', ' ') ?? 'artifact');
    known.set(id, {
      id,
      kind: 'artifact',
      title: filename,
      sub,
      isDeleted: deleted,
      isAsked: id === lineage.artifact_id,
    });
  }
  for (const { execution_id: id, intent_type: type } of lineage.executions) {
    known.set(id, { id, kind: 'execution', title: type, sub: `…${id.slice(-8)}`, isDeleted: false, isAsked: false });
  }
  const edges = lineage.edges.filter(({ from, to }) => known.has(from) && known.has(to));
  const columnOf = columns([...known.keys()], edges);
  const filled: number[] = [];
  const placed = new Map<string, PlacedNode>();
  for (const [id, node] of known) {
    const column = columnOf.get(id) ?? 0;
    const row = filled[column] ?? 0;
    filled[column] = row + 1;
    placed.set(id, { ...node, column, row });
  }
  return {
    nodes: [...placed.values()],
    edges: edges.map(({ from, to }) => ({ from: placed.get(from)!, to: placed.get(to)! })),
    columns: filled.length,
    rows: Math.max(0, ...filled.map((count) => count ?? 0)),
  };
}

/** The length of the longest way to each node. */
function columns(ids: readonly string[], edges: LineageLike['edges']): Map<string, number> {
  const found = new Map<string, number>(ids.map((id) => [id, 0]));
  for (let round = 0; round < ids.length; round += 1) {
    let isMoved = false;
    for (const { from, to } of edges) {
      const column = found.get(from)! + 1;
      if (found.get(to)! >= column || column >= ids.length) continue;
      found.set(to, column);
      isMoved = true;
    }
    if (!isMoved) break;
  }
  return found;
}
