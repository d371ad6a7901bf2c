/** Names that say what they are for: nobody else's variable begins so by accident. */
const OURS = /^(EXPERIENCE|UPLOAD)_/i;
/** A name that begins so, and that nothing reads, may have been meant to close the door. */
const DOOR = /^AUTH_/i;
/** What Kubernetes sets of its own accord in every pod of a namespace that has a service called, say, "auth". */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP)(_\w+)?$/;
/** Changed, missing or added letters that still make a misspelling. */
const SLIPS = 2;

/** Variables that nothing reads although they look as if they were meant for us. Values are never said. */
export interface Misspelt {
  /** About who may call: with one of them the server would be open, and somebody would think that it is not. */
  readonly refusals: readonly string[];
  readonly warnings: readonly string[];
}

export function misspeltVariables(variables: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): Misspelt {
  const refusals: string[] = [];
  const warnings: string[] = [];
  for (const [name, value] of Object.entries(variables)) {
    if (known.has(name) || !value || isServiceLink(name, value)) continue;
    const meant = nearest(name.toUpperCase(), known);
    if (meant === undefined && !DOOR.test(name) && !OURS.test(name)) continue;
    const advice = meant === undefined ? 'unset it, or look its name up in the README' : `did you mean ${meant}?`;
    (DOOR.test(meant ?? name) ? refusals : warnings).push(`${name}: nothing reads this variable; ${advice}`);
  }
  return { refusals, warnings };
}

function nearest(name: string, known: ReadonlySet<string>): string | undefined {
  const near = [...known].map((other) => ({ other, by: slips(name, other) })).filter(({ by }) => by <= SLIPS);
  return near.toSorted((one, other) => one.by - other.by)[0]?.other;
}

function isServiceLink(name: string, value: unknown): boolean {
  return SERVICE_LINK.test(name) || (name.endsWith('_PORT') && /^(tcp|udp):\/\//.test(String(value)));
}

/** In how many letters two names differ: Levenshtein's distance, or more than `SLIPS` where their lengths say so already. */
function slips(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > SLIPS) return SLIPS + 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const changed = row[to - 1]! + (one[at - 1] === other[to - 1] ? 0 : 1);
      next.push(Math.min(changed, row[to]! + 1, next[to - 1]! + 1));
    }
    row = next;
  }
  return row[other.length]!;
}
