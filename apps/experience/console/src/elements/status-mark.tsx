import { Icon, type IconName } from './icon.js';

const WORDS: Readonly<Record<string, string>> = {
  compensation_failed: 'undo failed',
  compensating: 'undoing',
  compensated: 'undone',
};

/** The statuses that this page knows, each with an icon of its name, in the order in which they come about. */
export const STATUSES: readonly IconName[] = [
  'queued',
  'running',
  'waiting',
  'paused',
  'compensating',
  'compensation_failed',
  'succeeded',
  'failed',
  'compensated',
  'cancelled',
  'terminated',
];

const KNOWN: ReadonlySet<string> = new Set(STATUSES);

/** What people call a status. One that this page does not know is called as it is. */
export function statusWord(status: string): string {
  return WORDS[status] ?? status.replaceAll('_', ' ');
}

/** An icon, a word and a colour; never a colour alone. */
export function StatusMark({ status }: { readonly status: string }) {
  const name = (KNOWN.has(status) ? status : 'queued') as IconName;
  return (
    <span className={`status status-${name}`}>
      <Icon name={name} />
      {statusWord(status)}
    </span>
  );
}
