import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { UploadsProvider } from '../content/uploads-context.js';
import { AnsweredProblem } from '../experience/answered-problem.js';
import { experienceClient } from '../experience/experience-client.js';
import { type ConsoleSettings, readSettings } from '../identity/console-settings.js';
import { type Identity, nameOf, remember, rememberedIdentity } from '../identity/identity.js';
import { SignIn } from '../identity/sign-in.js';
import { WorkingSession } from '../identity/working-session.js';
import { openLiveClient } from '../live/open-live-client.js';
import { useAddress } from '../routing/address.js';
import { type Console, ConsoleContext } from './console-context.js';
import { Shell } from './shell.js';

/** What a server refuses stays refused; one that is away is asked again. */
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        error instanceof AnsweredProblem ? error.problem.retryable && failures < 3 : failures < 8,
      retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
    },
  },
});

export function ConsoleApp() {
  return (
    <QueryClientProvider client={queries}>
      <Known />
    </QueryClientProvider>
  );
}

/** The shell is there before anything is known; rooms open when it is known who asks. */
function Known() {
  const { data: settings } = useQuery({
    queryKey: ['settings'],
    queryFn: ({ signal }) => readSettings(signal),
    staleTime: Infinity,
    retry: true,
  });
  const { search } = useAddress();
  const [chosen, choose] = useState<Identity>();
  const named = search.get('tenant');

  // The address of a shared page names the tenant that it is about.
  useEffect(() => {
    if (chosen?.mode === 'open' && named !== null && named !== chosen.tenant) choose({ ...chosen, tenant: named });
  }, [named, chosen]);

  if (settings === undefined) return <Shell console={undefined} />;
  const identity = chosen ?? (settings.auth_mode === 'open' ? rememberedIdentity(search) : undefined);
  if (identity === undefined) return <SignIn settings={settings} onToken={choose} />;
  return <Opened key={nameOf(identity)} settings={settings} identity={identity} choose={choose} />;
}

interface OpenedProps {
  readonly settings: ConsoleSettings;
  readonly identity: Identity;
  readonly choose: (identity: Identity | undefined) => void;
}

function Opened({ settings, identity, choose }: OpenedProps) {
  const opened = useMemo<Console>(() => {
    const signOut = (): void => {
      queries.clear();
      choose(undefined);
    };
    const client = experienceClient(identity, identity.mode === 'jwt' ? () => choose(undefined) : () => undefined);
    return {
      settings,
      identity,
      client,
      live: openLiveClient(settings, identity),
      session: new WorkingSession(identity, client),
      become: (next) => {
        if (next.mode === 'open') remember(next);
        queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'settings' });
        choose(next);
      },
      signOut,
    };
  }, [settings, identity.mode === 'jwt' ? identity.token : `${identity.tenant}/${identity.user}`]);

  useEffect(() => () => opened.live.close(), [opened]);

  return (
    <ConsoleContext value={opened}>
      <UploadsProvider>
        <Shell console={opened} />
      </UploadsProvider>
    </ConsoleContext>
  );
}
