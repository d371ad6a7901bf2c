import type { Schemas } from '../experience/experience-client.js';
import { Icon } from '../elements/icon.js';
import { Distribution } from './distribution.js';
import { textOf } from './text-of.js';

type Column = Schemas['ColumnProfile'];

interface ProfileViewProps {
  readonly profile: Schemas['ContentProfile'];
  readonly table: Schemas['TableProfile'] | undefined;
}

/** What a content holds, column by column, with warnings where they belong. */
export function ProfileView({ profile, table }: ProfileViewProps) {
  const warnings = profile.warnings.filter((warning) => warning.table === undefined || warning.table === table?.name);
  const ofColumn = new Set(table?.columns.map(({ name }) => name));
  const general = warnings.filter(({ column }) => column === undefined || !ofColumn.has(column));
  return (
    <div className="stack">
      {table && <Summary table={table} />}
      {profile.text && (
        <p>
          Text of {profile.text.lines.toLocaleString()} lines, {profile.text.characters.toLocaleString()} characters,{' '}
          {profile.text.encoding}.
        </p>
      )}
      {profile.kind === 'binary' && (
        <p className="quiet">Nothing in it can be shown as rows or text. It is kept as it is.</p>
      )}
      {general.length > 0 && <Warnings warnings={general} />}
      {table && <Columns table={table} warnings={warnings} />}
    </div>
  );
}

function Summary({ table }: { readonly table: Schemas['TableProfile'] }) {
  const { rows, columns, duplicate_rows: twice, candidate_keys: keys, encoding, delimiter, header } = table;
  const parts = [
    `${rows.toLocaleString()} ${rows === 1 ? 'row' : 'rows'}, ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}`,
    ...(twice > 0 ? [`${twice.toLocaleString()} ${twice === 1 ? 'row is' : 'rows are'} there more than once`] : []),
    ...(keys.length > 0
      ? [`rows are told apart by ${keys.map((names) => (names as string[]).join(' + ')).join(', or ')}`]
      : ['no column tells the rows apart']),
    ...(encoding ? [encoding] : []),
    ...(delimiter ? [`separated by ${delimiterWord(delimiter)}`] : []),
    ...(header ? [] : ['it names no columns']),
  ];
  return <p className="quiet">{parts.join(' · ')}</p>;
}

function delimiterWord(delimiter: string): string {
  return { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars', ' ': 'spaces' }[delimiter] ?? `"${delimiter}"`;
}

function Columns({
  table,
  warnings,
}: {
  readonly table: Schemas['TableProfile'];
  readonly warnings: readonly Schemas['ProfileWarning'][];
}) {
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={`Columns of ${table.name}`}>
      <table className="profile">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Type</th>
            <th scope="col">Filled</th>
            <th scope="col">Values</th>
            <th scope="col" className="number">
              Distinct
            </th>
            <th scope="col">Examples</th>
          </tr>
        </thead>
        <tbody>
          {table.columns.map((column) => (
            <ColumnRow
              key={column.name}
              column={column}
              rows={table.rows}
              warnings={warnings.filter(({ column: name }) => name === column.name)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ColumnRowProps {
  readonly column: Column;
  readonly rows: number;
  readonly warnings: readonly Schemas['ProfileWarning'][];
}

function ColumnRow({ column, rows, warnings }: ColumnRowProps) {
  const { name, type, semantic_type: meaning, nulls, distinct, examples } = column;
  const filled = rows === 0 ? 0 : (rows - nulls) / rows;
  return (
    <tr>
      <th scope="row">
        <span className="column-name">{name}</span>
        {warnings.map(({ code, detail }) => (
          <span key={code + detail} className="column-warning">
            <Icon name="warning" />
            {detail}
          </span>
        ))}
      </th>
      <td>
        {type}
        {meaning && meaning !== type && <span className="quiet"> · {meaning}</span>}
      </td>
      <td>
        <span className="share" title={`${nulls.toLocaleString()} of ${rows.toLocaleString()} are empty`}>
          <span className="bar" aria-hidden="true">
            <span className="bar-fill" style={{ width: `${filled * 100}%` }} />
          </span>
          <span>{nulls === 0 ? '100 %' : `${percent(filled)} %`}</span>
        </span>
      </td>
      <td>
        <Distribution column={column} rows={rows} />
      </td>
      <td className="number">{distinct.toLocaleString()}</td>
      <td className="quiet examples">{examples.map(textOf).join(', ')}</td>
    </tr>
  );
}

/** Never rounded up to all of them. */
function percent(share: number): string {
  const shown = share * 100;
  return shown > 99 ? (Math.floor(shown * 10) / 10).toFixed(1) : String(Math.round(shown));
}

function Warnings({ warnings }: { readonly warnings: readonly { code: string; detail: string; row?: number }[] }) {
  return (
    <ul className="warnings" aria-label="Warnings">
      {warnings.map(({ code, detail, row }) => (
        <li key={`${code} ${detail} ${row ?? ''}`}>
          <Icon name="warning" />
          <span>
            {detail} <code className="quiet">{code}</code>
          </span>
        </li>
      ))}
    </ul>
  );
}
