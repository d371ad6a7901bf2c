const PATHS = {
  mark: 'M3 5h8M7 9h6M3 13h6',
  content: 'M4 2h5l3 3v9H4zM9 2v3h3',
  products: 'M8 2l5 3v6l-5 3-5-3V5zM3 5l5 3 5-3M8 8v6',
  executions: 'M2 4h6M5 8h8M3 12h5',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 3.5v9',
  intents: 'M3 8h10M9 4l4 4-4 4',
  sessions: 'M2 3h12v8H9l-3 3v-3H2z',
  system: 'M2 3h12v4H2zM2 9h12v4H2zM5 5h.01M5 11h.01',
  docs: 'M3 2h8a2 2 0 012 2v10H5a2 2 0 01-2-2zM6 6h4M6 9h4',
  person: 'M8 8a3 3 0 100-6 3 3 0 000 6zM3 14c0-3 2-4 5-4s5 1 5 4',
  queued: 'M8 3a5 5 0 110 10A5 5 0 018 3z',
  running: 'M8 3a5 5 0 015 5',
  waiting: 'M8 3a5 5 0 110 10A5 5 0 018 3zM8 5.5V8l2 1.5',
  paused: 'M6 4v8M10 4v8',
  compensating: 'M13 8H3M7 4L3 8l4 4',
  compensation_failed: 'M13 8H3M7 4L3 8l4 4M11 3L5 13',
  succeeded: 'M3 8.5L6.5 12 13 5',
  failed: 'M8 3v6M8 12.5v.01',
  compensated: 'M6 3L3 6l3 3M3 6h6a4 4 0 010 8H5',
  cancelled: 'M4 4l8 8M12 4l-8 8',
  terminated: 'M4 4h8v8H4z',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M6 6h8v8H6zM4 10H2V2h8v2',
  back: 'M10 3L5 8l5 5',
  warning: 'M8 2l6.5 12h-13zM8 6.5v3M8 12v.01',
  download: 'M8 2v8M4.5 7L8 10.5 11.5 7M3 14h10',
  filter: 'M2 3h12L9.5 8.5V13l-3-1.5v-3z',
  chevron: 'M6 4l4 4-4 4',
  link: 'M7 9a3 3 0 004 0l2-2a3 3 0 00-4-4l-1 1M9 7a3 3 0 00-4 0L3 9a3 3 0 004 4l1-1',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a word, which says it: nothing for those who listen. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
