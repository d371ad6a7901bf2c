import type { Schemas } from '../experience/experience-client.js';
import { distributionShape } from './distribution-shape.js';

/** How the values of a column lie, small enough for its row. */
export function Distribution({ column, rows }: { readonly column: Schemas['ColumnProfile']; readonly rows: number }) {
  const shape = distributionShape(column as Parameters<typeof distributionShape>[0], rows);
  if (shape.kind === 'none') return <span className="quiet">empty</span>;
  if (shape.kind === 'distinct') {
    const said = shape.share === 1 ? 'all different' : `${Math.max(1, Math.round(shape.share * 100))} % different`;
    return (
      <span className="distribution">
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect className="base" width="100" height="8" rx="1" />
          <rect className="half" width={Math.max(1, shape.share * 100)} height="8" rx="1" />
        </svg>
        <span className="ends">
          <span>{said}</span>
        </span>
      </span>
    );
  }
  const [low, middle, high] = shape.kind === 'spread' ? shape.quartiles : [0, 0, 1];
  return (
    <span className="distribution">
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="base" y="3.25" width="100" height="1.5" />
        <rect className="half" x={low * 100} width={Math.max(1, (high - low) * 100)} height="8" rx="1" />
        {shape.kind === 'spread' && <rect className="middle" x={Math.min(98.5, middle * 100)} width="1.5" height="8" />}
      </svg>
      <span className="ends">
        <span>{shape.from}</span>
        <span>{shape.to}</span>
      </span>
      {shape.kind === 'spread' && <span className="said">, half of them between the marks</span>}
    </span>
  );
}
