import { Empty } from '../elements/empty.js';
import { spokenSize } from '../elements/spoken-time.js';
import { TimeAgo } from '../elements/time-ago.js';
import { useContents } from '../content/use-contents.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { SheetChoice } from './sheet-choice.js';

interface SourceChoiceProps {
  readonly chosen: readonly string[];
  readonly choose: (refs: readonly string[]) => void;
}

/** Which tables are mashed. The order counts: rows of the first are given what the others know. */
export function SourceChoice({ chosen, choose }: SourceChoiceProps) {
  const { contents, isPending, hasNextPage, fetchNextPage } = useContents();
  const { search } = useAddress();
  const tables = contents.filter(({ kind }) => kind === 'table');
  const refOf = (id: string): string | undefined => chosen.find((ref) => ref === id || ref.startsWith(`${id}#`));

  function toggle(id: string): void {
    const ref = refOf(id);
    choose(ref === undefined ? [...chosen, id] : chosen.filter((one) => one !== ref));
  }

  if (!isPending && tables.length < 2) {
    return (
      <Empty title="A mash needs two tables">
        <p>
          <Link href={withSearch('/content', search, { ref: '' })}>Take in files</Link> that hold tables: CSV, JSON,
          Parquet or Excel.
        </p>
      </Empty>
    );
  }
  return (
    <fieldset className="sources">
      <legend className="field-name">
        Which tables{chosen.length === 1 && <span className="quiet"> – one more</span>}
      </legend>
      <ul>
        {tables.map(({ artifact_id: id, filename, size, created_at }) => {
          const ref = refOf(id);
          return (
            <li key={id}>
              <label className="source">
                <input type="checkbox" checked={ref !== undefined} onChange={() => toggle(id)} />
                <span className="clip">{filename}</span>
                <span className="quiet small">
                  {spokenSize(size)} · <TimeAgo time={created_at} />
                </span>
                {ref !== undefined && <span className="place">{chosen.indexOf(ref) + 1}</span>}
              </label>
              {ref !== undefined && (
                <SheetChoice
                  contentId={id}
                  chosen={ref}
                  choose={(next) => choose(chosen.map((one) => (one === ref ? next : one)))}
                />
              )}
            </li>
          );
        })}
      </ul>
      {hasNextPage && (
        <button type="button" className="button small" onClick={() => void fetchNextPage()}>
          Show older ones
        </button>
      )}
    </fieldset>
  );
}
