import { useQuery } from '@tanstack/react-query';
import { useConsole } from '../app/console-context.js';
import { Icon } from '../elements/icon.js';
import { STATUSES, statusWord } from '../elements/status-mark.js';
import { answered } from '../experience/experience-client.js';
import { nameOf } from '../identity/identity.js';
import { useSearch } from '../routing/use-search.js';
import { SINCE } from './execution-filters.js';

/** What the list is narrowed by; all of it stands in the address. */
export function ExecutionFilterBar() {
  const { client, identity } = useConsole();
  const [search, change] = useSearch();
  const { data } = useQuery({
    queryKey: ['intent-types', nameOf(identity)],
    queryFn: () => answered(client.GET('/v1/intent/types')),
    staleTime: 60_000,
  });
  const session = search.get('session');
  const type = search.get('type') ?? '';
  const types = [...new Set([...(data?.intent_types.map((one) => one.type) ?? []), ...(type === '' ? [] : [type])])];
  const set = (name: string) => (value: string) => change({ [name]: value }, { replace: true });

  return (
    <div className="filters" role="search" aria-label="Filter executions">
      <Choice label="Status" value={search.get('status') ?? ''} choose={set('status')} any="any status">
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {statusWord(status)}
          </option>
        ))}
      </Choice>
      <Choice label="Intent type" value={type} choose={set('type')} any="any intent">
        {types.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </Choice>
      <Choice label="Time" value={search.get('since') ?? ''} choose={set('since')} any="any time">
        {Object.entries(SINCE).map(([name, { word }]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </Choice>
      {session && (
        <button type="button" className="chip" onClick={() => change({ session: '' })} title={session}>
          session …{session.slice(-8)}
          <Icon name="close" />
          <span className="said">take this filter away</span>
        </button>
      )}
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly any: string;
  readonly choose: (value: string) => void;
  readonly children: React.ReactNode;
}

function Choice({ label, value, any, choose, children }: ChoiceProps) {
  return (
    <label className={value === '' ? 'choice' : 'choice chosen'}>
      <span className="said">{label}</span>
      <select value={value} onChange={({ target }) => choose(target.value)}>
        <option value="">{any}</option>
        {children}
      </select>
    </label>
  );
}
