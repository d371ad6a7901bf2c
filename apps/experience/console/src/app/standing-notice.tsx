import { useConsole } from './console-context.js';

/** What a reader has to know whatever room they are in. */
export function StandingNotice() {
  const { settings } = useConsole();
  if (!settings.open_network) return null;
  return (
    <p className="standing-notice" role="note">
      <strong>Open mode on the network.</strong> Whoever reaches this server may do everything, as any tenant. Do not
      keep anything here that others must not see.
    </p>
  );
}
