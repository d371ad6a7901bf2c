import type { Schemas } from '../experience/experience-client.js';
import type { MashSource } from './use-sources.js';

type Join = Schemas['MashJoin'];
type JoinKey = Schemas['JoinKey'];

interface JoinKeysProps {
  readonly joins: readonly Join[];
  readonly sources: readonly MashSource[];
  readonly change: (keys: JoinKey[]) => void;
}

/** By what rows find one another, and why; both ends can be others. */
export function JoinKeys({ joins, sources, change }: JoinKeysProps) {
  function rekey(index: number, side: 'left' | 'right', column: string): void {
    change(
      joins.map(({ left, right }, at) => {
        const key = { left: { ...left }, right: { ...right } };
        if (at === index) key[side] = { content_ref: key[side].content_ref, columns: [column] };
        return key;
      }),
    );
  }
  return (
    <section aria-label="Join keys">
      <h2>By what they are joined</h2>
      <ul className="joins">
        {joins.map(({ left, right, reason }, index) => (
          <li key={`${left.content_ref} ${right.content_ref}`}>
            <span className="join-ends">
              <End side={left} sources={sources} choose={(column) => rekey(index, 'left', column)} />
              <span aria-label="is the same as">=</span>
              <End side={right} sources={sources} choose={(column) => rekey(index, 'right', column)} />
            </span>
            <span className="quiet">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface EndProps {
  readonly side: Schemas['MashJoinSide'];
  readonly sources: readonly MashSource[];
  readonly choose: (column: string) => void;
}

function End({ side, sources, choose }: EndProps) {
  const source = sources.find(({ ref }) => ref === side.content_ref);
  const shown = side.columns.join(' + ');
  const columns = source?.columns ?? [];
  return (
    <label className="join-end">
      <span className="quiet small clip">{source?.title ?? side.content_ref}</span>
      <select value={shown} onChange={({ target }) => choose(target.value)}>
        {!columns.includes(shown) && <option>{shown}</option>}
        {columns.map((column) => (
          <option key={column}>{column}</option>
        ))}
      </select>
    </label>
  );
}
