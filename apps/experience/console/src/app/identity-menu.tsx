import { type FormEvent, useState } from 'react';
import { Dialog } from '../elements/dialog.js';
import { Icon } from '../elements/icon.js';
import { navigate, useAddress, withSearch } from '../routing/address.js';
import { useConsole } from './console-context.js';

/** Who works here: in open mode whoever the reader says, else whom the token names. */
export function IdentityMenu() {
  const { identity, signOut } = useConsole();
  const [isOpen, open] = useState(false);
  if (identity.mode === 'jwt') {
    return (
      <button type="button" className="rail-link" onClick={signOut} title="Forget the token">
        <Icon name="person" />
        <span className="clip">
          {identity.tenant !== undefined && `${identity.tenant} / `}
          {identity.user} · sign out
        </span>
      </button>
    );
  }
  return (
    <>
      <button type="button" className="rail-link" onClick={() => open(true)} aria-haspopup="dialog">
        <Icon name="person" />
        <span className="clip">
          {identity.tenant} / {identity.user}
        </span>
      </button>
      {isOpen && <ChooseIdentity close={() => open(false)} />}
    </>
  );
}

function ChooseIdentity({ close }: { readonly close: () => void }) {
  const { identity, become } = useConsole();
  const { path, search } = useAddress();
  const known = identity.mode === 'open' ? identity : { tenant: '', user: '' };
  const [tenant, setTenant] = useState(known.tenant);
  const [user, setUser] = useState(known.user);

  function choose(event: FormEvent): void {
    event.preventDefault();
    // What is open belongs to the former tenant.
    const [, room = ''] = path.split('/');
    const isSame = tenant === known.tenant;
    const home = isSame ? path : `/${room}`;
    navigate(withSearch(home, isSame ? search : new URLSearchParams(), { tenant: tenant === 'demo' ? '' : tenant }));
    become({ mode: 'open', tenant, user });
    close();
  }

  return (
    <Dialog title="Who works here" close={close}>
      <form onSubmit={choose} className="form">
        <p className="quiet">
          This server runs in open mode and asks nobody for a proof. Everything belongs to a tenant; what one has,
          another does not see.
        </p>
        <label className="field">
          <span>Tenant</span>
          <input
            value={tenant}
            onChange={({ target }) => setTenant(target.value)}
            required
            maxLength={200}
            autoComplete="off"
          />
        </label>
        <label className="field">
          <span>User</span>
          <input
            value={user}
            onChange={({ target }) => setUser(target.value)}
            required
            maxLength={200}
            autoComplete="off"
          />
        </label>
        <div className="dialog-foot">
          <button type="button" className="button" onClick={close}>
            Keep
          </button>
          <button type="submit" className="button primary">
            Work as this
          </button>
        </div>
      </form>
    </Dialog>
  );
}
