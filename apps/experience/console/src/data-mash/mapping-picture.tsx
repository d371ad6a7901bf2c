import { useState } from 'react';
import { type MappingEnd, type MappingLine, mappingLayout } from './mapping-layout.js';

const ROW = 34;
const GUTTER = 100;

interface MappingPictureProps {
  readonly sources: readonly { readonly ref: string; readonly title: string; readonly columns: readonly string[] }[];
  readonly columns: Parameters<typeof mappingLayout>[1];
  /** What a column becomes; left out where nothing can be changed any more. */
  readonly change?: (ref: string, column: string, to: string | null) => void;
  /** How a column of what is made is described beside its name. */
  readonly describe: (name: string) => string;
}

/** Sources at the left, what is made at the right, and lines between them, each with its reason; any can be drawn anew. */
export function MappingPicture({ sources, columns, change, describe }: MappingPictureProps) {
  const [pointed, point] = useState<string>();
  const layout = mappingLayout(sources, columns);
  const titles = new Map(sources.map(({ ref, title }) => [ref, title]));
  const names = columns.map(({ name }) => name);
  const told = layout.lines.find(
    ({ from, to }) => from.key === pointed || (to.key === pointed && pointed !== undefined),
  );
  const isLit = ({ from, to }: MappingLine): boolean => from.key === pointed || to.key === pointed;
  return (
    <div className={change ? 'mapping' : 'mapping fixed'} onMouseLeave={() => point(undefined)}>
      <div className="mapping-canvas" style={{ height: layout.rows * ROW }}>
        <ul className="mapping-side sources" aria-label="Columns of the sources">
          {layout.groups.map((group) => (
            <li key={group.ref}>
              <p className="mapping-group clip" style={{ height: ROW }} title={titles.get(group.ref)}>
                {titles.get(group.ref)}
              </p>
              <ul>
                {group.columns.map((end) => (
                  <Source
                    key={end.key}
                    end={end}
                    line={layout.lines.find(({ from }) => from.key === end.key)}
                    names={names}
                    isLit={pointed === end.key}
                    point={point}
                    change={change}
                  />
                ))}
              </ul>
            </li>
          ))}
        </ul>
        <svg
          className="mapping-lines"
          width={GUTTER}
          height={layout.rows * ROW}
          viewBox={`0 0 ${GUTTER} ${layout.rows * ROW}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {layout.lines.map((line) => (
            <path
              key={`${line.from.key} ${line.to.key}`}
              className={isLit(line) ? 'lit' : ''}
              d={curve(line)}
              onMouseEnter={() => point(line.from.key)}
            >
              <title>{line.reason}</title>
            </path>
          ))}
        </svg>
        <ul className="mapping-side made" aria-label="Columns of the data product">
          <li className="mapping-group quiet" style={{ height: ROW }}>
            becomes
          </li>
          {layout.made.map((end) => (
            <li
              key={end.key}
              className={`mapping-column ${pointed === end.key || told?.to.key === end.key ? 'lit' : ''}`}
              style={{ height: ROW }}
              onMouseEnter={() => point(end.key)}
            >
              <span className="clip">
                <strong>{end.name}</strong> <span className="quiet">{describe(end.name)}</span>
              </span>
            </li>
          ))}
        </ul>
      </div>
      <p className="mapping-told quiet" aria-live="polite">
        {told
          ? `${told.from.name} → ${told.to.name}: ${told.reason}`
          : 'Point at a column to see why it became what it becomes.'}
      </p>
    </div>
  );
}

interface SourceProps {
  readonly end: MappingEnd;
  readonly line: MappingLine | undefined;
  readonly names: readonly string[];
  readonly isLit: boolean;
  readonly point: (key: string | undefined) => void;
  readonly change: MappingPictureProps['change'];
}

function Source({ end, line, names, isLit, point, change }: SourceProps) {
  const becomes = line?.to.name ?? '';
  return (
    <li
      className={`mapping-column ${isLit ? 'lit' : ''} ${line ? '' : 'left-out'}`}
      style={{ height: ROW }}
      onMouseEnter={() => point(end.key)}
      onFocus={() => point(end.key)}
    >
      <span className="clip" title={end.name}>
        {end.name}
      </span>
      {line && <span className="said">{line.reason}</span>}
      {change && <Becomes end={end} becomes={becomes} names={names} change={change} />}
    </li>
  );
}

interface BecomesProps {
  readonly end: MappingEnd;
  readonly becomes: string;
  readonly names: readonly string[];
  readonly change: NonNullable<MappingPictureProps['change']>;
}

/** Draws a line anew: to another column, to one with a name of its own, or to none. */
function Becomes({ end, becomes, names, change }: BecomesProps) {
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState('');
  if (isNaming) {
    return (
      <form
        className="naming"
        onSubmit={(event) => {
          event.preventDefault();
          change(end.group, end.name, name);
          setNaming(false);
        }}
      >
        <input
          autoFocus
          value={name}
          onChange={({ target }) => setName(target.value)}
          onBlur={() => setNaming(false)}
          onKeyDown={({ key }) => key === 'Escape' && setNaming(false)}
          placeholder="new name, Enter"
          aria-label={`New name for ${end.name}`}
          pattern="[\p{L}_][\p{L}\p{N}_]*"
          maxLength={63}
          required
        />
      </form>
    );
  }
  return (
    <select
      aria-label={`${end.name} becomes`}
      value={becomes}
      onChange={({ target }) => {
        if (target.value === '+') setNaming(true);
        else change(end.group, end.name, target.value === '' ? null : target.value);
      }}
    >
      <option value="">leave out</option>
      {names.map((one) => (
        <option key={one} value={one}>
          {one}
        </option>
      ))}
      <option value="+">another name …</option>
    </select>
  );
}

function curve({ from, to }: MappingLine): string {
  const [y1, y2] = [(from.at + 0.5) * ROW, (to.at + 0.5) * ROW];
  return `M0 ${y1}C${GUTTER / 2} ${y1} ${GUTTER / 2} ${y2} ${GUTTER} ${y2}`;
}
