import { type FormEvent, useEffect, useState } from 'react';
import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { answered, experienceClient } from '../experience/experience-client.js';
import type { ConsoleSettings } from './console-settings.js';
import { beginSignIn, endSignIn, isReturning } from './oidc-sign-in.js';
import { type Identity, nameIn } from './identity.js';

interface SignInProps {
  readonly settings: ConsoleSettings;
  readonly onToken: (identity: Identity) => void;
}

/** Asks for a token, where the server asks who is calling. It is tried before it is taken. */
export function SignIn({ settings: { oidc }, onToken }: SignInProps) {
  const [token, setToken] = useState('');
  const [problem, tell] = useState<Problem>();
  const [isTrying, setTrying] = useState(oidc !== undefined && isReturning());

  async function enter(given: string): Promise<void> {
    setTrying(true);
    tell(undefined);
    try {
      onToken(await identityOf(given.trim()));
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    tell(problemOf(error));
    setTrying(false);
  }

  useEffect(() => {
    if (oidc && isReturning()) endSignIn(oidc).then(enter, fail);
  }, []);

  function leave(provider: NonNullable<typeof oidc>): void {
    tell(undefined);
    setTrying(true);
    beginSignIn(provider).catch(fail);
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    void enter(token);
  }

  return (
    <main className="sign-in">
      <h1>
        <Icon name="mark" /> Symphainy
      </h1>
      <p className="quiet">
        This server wants to know who is calling. What you see afterwards is what your tenant has.
      </p>
      {oidc && (
        <button type="button" className="button primary wide" disabled={isTrying} onClick={() => leave(oidc)}>
          {isTrying ? 'Signing in …' : `Sign in with ${new URL(oidc.issuer).host}`}
        </button>
      )}
      <form onSubmit={submit} className="form">
        <label className="field">
          <span>Access token</span>
          <textarea
            value={token}
            onChange={({ target }) => setToken(target.value)}
            rows={5}
            spellCheck={false}
            autoComplete="off"
            placeholder="eyJhbGciOi…"
            required
          />
        </label>
        <p className="quiet small">
          It is kept in the memory of this tab, sent to this server alone, and gone when the tab is.
        </p>
        {problem && <ProblemNotice problem={problem} />}
        <button
          type="submit"
          className={oidc ? 'button wide' : 'button primary wide'}
          disabled={isTrying || token.trim() === ''}
        >
          {isTrying ? 'Trying …' : 'Enter with this token'}
        </button>
      </form>
    </main>
  );
}

/** Whose token it is, which the server says: what it says of itself is no more than a name to show. */
async function identityOf(token: string): Promise<Identity> {
  const unknown: Identity = { mode: 'jwt', token, tenant: undefined, actor: undefined, user: '' };
  const { tenant_id: tenant, actor } = await answered(experienceClient(unknown, () => undefined).GET('/v1/identity'));
  return { ...unknown, tenant, actor, user: nameIn(token) ?? actor ?? 'signed in' };
}
