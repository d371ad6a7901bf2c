import { useEffect } from 'react';
import { ContentRoom } from '../content/content-room.js';
import { ProductsRoom } from '../data-mash/products-room.js';
import { ErrorBoundary } from '../elements/error-boundary.js';
import { Icon } from '../elements/icon.js';
import { ExecutionsRoom } from '../executions/executions-room.js';
import { IntentsRoom } from '../intents/intents-room.js';
import { useAddress } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { SessionsRoom } from '../sessions/sessions-room.js';
import { SystemRoom } from '../system/system-room.js';
import type { Console } from './console-context.js';
import { IdentityMenu } from './identity-menu.js';
import { ROOMS, roomAt } from './rooms.js';
import { StandingNotice } from './standing-notice.js';

const SHOWN = {
  content: ContentRoom,
  products: ProductsRoom,
  executions: ExecutionsRoom,
  intents: IntentsRoom,
  sessions: SessionsRoom,
  system: SystemRoom,
};

/** The rail and the room. It paints before any data: `console` is undefined until it is known who asks. */
export function Shell({ console }: { readonly console: Console | undefined }) {
  const { path } = useAddress();
  const { room, id } = roomAt(path);
  const Room = SHOWN[room.name];
  // What is shared names its tenant, unless it is the one that everybody begins with.
  const tenant = console?.identity.mode === 'open' && console.identity.tenant !== 'demo' ? console.identity.tenant : '';
  const suffix = tenant === '' ? '' : `?tenant=${encodeURIComponent(tenant)}`;

  useEffect(() => {
    document.title = `${room.title} · Symphainy`;
    // On a small screen the rail is scrolled: the room that is open is to be seen in it.
    document.querySelector('.rail-link[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [room]);

  return (
    <div className="shell">
      <a className="skip" href="#room">
        Skip to {room.title.toLowerCase()}
      </a>
      <header className="rail">
        <Link className="brand" aria-label="Symphainy, home" href={`/${suffix}`}>
          <Icon name="mark" />
          <span>Symphainy</span>
        </Link>
        <nav aria-label="Rooms">
          {ROOMS.map(({ name, title }) => (
            <Link
              key={name}
              href={`/${name}${suffix}`}
              className="rail-link"
              aria-current={room.name === name ? 'page' : undefined}
            >
              <Icon name={name} />
              <span>{title}</span>
            </Link>
          ))}
        </nav>
        <div className="rail-foot">
          {console && <IdentityMenu />}
          <a className="rail-link" href="/v1/docs">
            <Icon name="docs" />
            <span>API docs</span>
          </a>
        </div>
      </header>
      <main id="room" tabIndex={-1}>
        {console && <StandingNotice />}
        <ErrorBoundary key={`${room.name}/${id ?? ''}`}>
          {console ? <Room id={id} /> : <p className="quiet opening">Opening …</p>}
        </ErrorBoundary>
      </main>
    </div>
  );
}
