import type { LiveClient } from '@app/intent-client';
import { createContext, use } from 'react';
import type { ExperienceClient } from '../experience/experience-client.js';
import type { ConsoleSettings } from '../identity/console-settings.js';
import type { Identity } from '../identity/identity.js';
import type { WorkingSession } from '../identity/working-session.js';

/** What every room of the console works with. All of it changes when the reader does. */
export interface Console {
  readonly settings: ConsoleSettings;
  readonly identity: Identity;
  readonly client: ExperienceClient;
  readonly live: LiveClient;
  readonly session: WorkingSession;
  readonly become: (identity: Identity) => void;
  readonly signOut: () => void;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export function useConsole(): Console {
  const console = use(ConsoleContext);
  if (console === undefined) throw new Error('This is shown only where somebody is known.');
  return console;
}
