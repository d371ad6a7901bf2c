import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { navigate, useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { useSearch } from '../routing/use-search.js';
import { JoinKeys } from './join-keys.js';
import { MappingPicture } from './mapping-picture.js';
import { Phases } from './phases.js';
import { SourceChoice } from './source-choice.js';
import { useSources } from './use-sources.js';

export type MashOptions = Schemas['MashOptions'];

/** From tables to a plan, changed until it is right, to a data product. */
export function NewMash() {
  const [search, change] = useSearch();
  const { search: address } = useAddress();
  const refs = search.getAll('ref');
  const execution = search.get('execution');
  return (
    <section className="list" aria-labelledby="new-mash-title">
      <header className="room-head">
        <Link className="icon-button" href={withSearch('/products', address, { ref: '', execution: '' })} title="Close">
          <Icon name="back" />
          <span className="said">Back to the data products</span>
        </Link>
        <h1 id="new-mash-title">Mash tables</h1>
      </header>
      <div className="scroll">
        <div className="page stack">
          {execution === null ? (
            <>
              <SourceChoice chosen={refs} choose={(next) => navigate(withRefs(address, next), { replace: true })} />
              {refs.length >= 2 && (
                <Planned key={refs.join(' ')} refs={refs} started={(id) => change({ execution: id })} />
              )}
            </>
          ) : (
            <Phases executionId={execution} again={() => change({ execution: '' })} />
          )}
        </div>
      </div>
    </section>
  );
}

function withRefs(search: URLSearchParams, refs: readonly string[]): string {
  const next = new URLSearchParams(search);
  next.delete('ref');
  for (const ref of refs) next.append('ref', ref);
  return `/products/new?${next.toString()}`;
}

interface PlannedProps {
  readonly refs: string[];
  readonly started: (executionId: string) => void;
}

/** What would be made of the sources; asked anew whenever something of it is changed. */
function Planned({ refs, started }: PlannedProps) {
  const { client, identity, session } = useConsole();
  const [options, setOptions] = useState<MashOptions>({});
  const [problem, tell] = useState<Problem>();
  const [isStarting, setStarting] = useState(false);
  const sources = useSources(refs);
  const whose = { tenant_id: identity.mode === 'open' ? identity.tenant : undefined } as { tenant_id: string };
  const asked = {
    content_refs: refs,
    options: { ...options, format: undefined as never, target_domain: undefined as never },
  };
  const plan = useQuery({
    queryKey: ['mash-plan', nameOf(identity), JSON.stringify(asked)],
    queryFn: ({ signal }) => answered(client.POST('/v1/data-mash/plan', { body: { ...asked, ...whose }, signal })),
    placeholderData: (former) => former,
    retry: false,
    staleTime: Infinity,
  });

  async function start(): Promise<void> {
    setStarting(true);
    tell(undefined);
    try {
      const body = { content_refs: refs, ...whose, session_id: await session.id(), options };
      const { execution_id: id } = await answered(client.POST('/v1/data-mash/create', { body }));
      started(id);
    } catch (error) {
      tell(problemOf(error));
      setStarting(false);
    }
  }

  function remap(ref: string, column: string, to: string | null): void {
    const others = (options.mapping ?? []).filter((one) => one.content_ref !== ref || one.column !== column);
    setOptions({ ...options, mapping: [...others, { content_ref: ref, column, to: to as string }] });
  }

  const changed = (options.mapping?.length ?? 0) + (options.join_keys?.length ?? 0);
  return (
    <>
      <Shape options={options} plan={plan.data} change={setOptions} />
      {plan.error && (
        <ProblemNotice problem={problemOf(plan.error)}>
          {changed > 0 && (
            <button
              type="button"
              className="button small"
              onClick={() => setOptions({ ...options, mapping: [], join_keys: [] })}
            >
              Take the changes back
            </button>
          )}
        </ProblemNotice>
      )}
      {plan.isPending && <p className="quiet">Working out how they fit together …</p>}
      {plan.data && sources && (
        <section className={plan.isFetching ? 'stack pending' : 'stack'} aria-label="Plan" aria-busy={plan.isFetching}>
          {plan.data.mode === 'join' && (
            <JoinKeys
              joins={plan.data.joins}
              sources={sources}
              change={(join_keys) => setOptions({ ...options, join_keys })}
            />
          )}
          <h2>What becomes of each column</h2>
          <MappingPicture
            sources={sources}
            columns={plan.data.columns}
            change={remap}
            describe={(name) => typeOf(plan.data.columns.find((one) => one.name === name))}
          />
          {changed > 0 && (
            <p>
              <button
                type="button"
                className="button small"
                onClick={() => setOptions({ ...options, mapping: [], join_keys: [] })}
              >
                Back to what was proposed
              </button>
            </p>
          )}
          <Issues issues={plan.data.issues} />
        </section>
      )}
      {problem && <ProblemNotice problem={problem} />}
      <p className="page-foot">
        <button
          type="button"
          className="button primary"
          disabled={!plan.data || plan.isError || plan.isFetching || isStarting}
          onClick={() => void start()}
        >
          {isStarting ? 'Starting …' : 'Mash them'}
        </button>
        <span className="quiet small">Nothing of the sources is changed.</span>
      </p>
    </>
  );
}

function typeOf(column: Schemas['MashColumn'] | undefined): string {
  if (column === undefined) return '';
  const { type, semantic_type: meaning } = column;
  return meaning && meaning !== type ? `${type}, ${meaning}` : type;
}

interface ShapeProps {
  readonly options: MashOptions;
  readonly plan: Schemas['PlanDataMashOutput'] | undefined;
  readonly change: (options: MashOptions) => void;
}

function Shape({ options, plan, change }: ShapeProps) {
  const mode = options.mode ?? 'auto';
  return (
    <div className="shape">
      <fieldset className="options">
        <legend className="field-name">How they are put together</legend>
        {(['auto', 'join', 'union'] as const).map((one) => (
          <label key={one}>
            <input
              type="radio"
              name="mode"
              checked={mode === one}
              onChange={() => change({ format: options.format, target_domain: options.target_domain, mode: one })}
            />
            {
              {
                auto: `as it fits${plan && mode === 'auto' ? ` (${plan.mode})` : ''}`,
                join: 'beside one another (join)',
                union: 'below one another (union)',
              }[one]
            }
          </label>
        ))}
      </fieldset>
      <label className="field">
        <span>Called</span>
        <input
          value={options.target_domain ?? ''}
          onChange={({ target }) => change({ ...options, target_domain: target.value || undefined })}
          pattern="[a-z][a-z0-9_]*"
          placeholder="sales"
          maxLength={63}
          autoComplete="off"
        />
      </label>
      <label className="field">
        <span>Kept as</span>
        <select
          value={options.format ?? 'parquet'}
          onChange={({ target }) => change({ ...options, format: target.value as 'csv' })}
        >
          <option value="parquet">Parquet</option>
          <option value="csv">CSV</option>
          <option value="json">JSON</option>
        </select>
      </label>
    </div>
  );
}

export function Issues({ issues }: { readonly issues: readonly Schemas['MashIssue'][] }) {
  if (issues.length === 0) return null;
  return (
    <section aria-label="To be known">
      <h2>To be known</h2>
      <ul className="warnings">
        {issues.map(({ code, detail, content_ref, column }) => (
          <li key={`${code} ${detail} ${content_ref ?? ''} ${column ?? ''}`}>
            <Icon name="warning" />
            <span>
              {detail} <code className="quiet">{code}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
