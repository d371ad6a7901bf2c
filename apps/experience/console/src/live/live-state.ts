/** How what is shown stands to what happens. */
export interface LiveState {
  readonly state: 'live' | 'catching_up' | 'away' | 'ended';
  /** When the last event happened that was heard of. */
  readonly lastAt: string | undefined;
}
