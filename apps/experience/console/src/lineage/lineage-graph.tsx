import { useQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { problemOf } from '../experience/answered-problem.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { lineageLayout, type PlacedNode } from './lineage-layout.js';

const NODE = { width: 178, height: 48, gapX: 36, gapY: 14 };

/** Where something came from, and what was made of it. */
export function LineageGraph({ contentId }: { readonly contentId: string }) {
  const { client, identity } = useConsole();
  const { data, error } = useQuery({
    queryKey: ['lineage', nameOf(identity), contentId],
    queryFn: ({ signal }) =>
      answered(client.GET('/v1/content/{contentId}/lineage', { params: { path: { contentId } }, signal })),
  });
  if (error) return <ProblemNotice problem={problemOf(error)} />;
  if (!data) return <p className="quiet">Reading …</p>;
  const { nodes, edges, columns, rows } = lineageLayout(data.lineage);
  const size = {
    width: columns * (NODE.width + NODE.gapX) - NODE.gapX + 2,
    height: rows * (NODE.height + NODE.gapY) - NODE.gapY + 2,
  };
  return (
    <div className="lineage" tabIndex={0} role="region" aria-label="Lineage">
      <div className="lineage-canvas" style={size}>
        <svg width={size.width} height={size.height} aria-hidden="true">
          {edges.map(({ from, to }) => (
            <path key={`${from.id} ${to.id}`} d={curve(from, to)} />
          ))}
        </svg>
        <ul>
          {nodes.map((node) => (
            <Node
              key={node.id}
              node={node}
              made={edges.filter(({ from }) => from.id === node.id).map(({ to }) => to.title)}
            />
          ))}
        </ul>
      </div>
      {data.lineage.truncated && <p className="quiet small">The graph goes on further away than is shown.</p>}
    </div>
  );
}

function Node({ node, made }: { readonly node: PlacedNode; readonly made: readonly string[] }) {
  const { search } = useAddress();
  const { id, kind, title, sub, isDeleted, isAsked } = node;
  const path =
    kind === 'execution' ? `/executions/${id}` : sub === 'data product' ? `/products/${id}` : `/content/${id}`;
  const inner = (
    <>
      <Icon
        name={
          kind === 'execution'
            ? 'executions'
            : sub === 'data product'
              ? 'products'
              : sub === 'table'
                ? 'table'
                : 'content'
        }
      />
      <span className="row-main">
        <span className="clip">{title}</span>
        <span className="row-sub clip">{sub}</span>
      </span>
      {made.length > 0 && <span className="said">led to {made.join(', ')}</span>}
    </>
  );
  const classes = `lineage-node ${kind}${isAsked ? ' asked' : ''}${isDeleted ? ' gone' : ''}`;
  return (
    <li style={{ left: left(node), top: top(node), width: NODE.width, height: NODE.height }}>
      {isDeleted ? (
        <span className={classes}>{inner}</span>
      ) : (
        <Link
          className={classes}
          href={withSearch(path, search, { view: '', step: '', table: '' })}
          aria-current={isAsked ? 'true' : undefined}
          title={title}
        >
          {inner}
        </Link>
      )}
    </li>
  );
}

const left = ({ column }: PlacedNode): number => column * (NODE.width + NODE.gapX) + 1;
const top = ({ row }: PlacedNode): number => row * (NODE.height + NODE.gapY) + 1;

function curve(from: PlacedNode, to: PlacedNode): string {
  const [x1, y1] = [left(from) + NODE.width, top(from) + NODE.height / 2];
  const [x2, y2] = [left(to), top(to) + NODE.height / 2];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
