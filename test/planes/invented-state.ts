/** Where Experience may say something of its own: its own URLs. */
const OWN_MEMBERS = new Set(['links']);

/**
 * P6: the members of what Experience showed that Runtime never said. A member is known if Runtime gave the same value
 * under the same name in any of its answers; one that holds others is known if each of these is.
 */
export function invented(shown: unknown, witnessed: readonly unknown[]): string[] {
  const known = new Set<string>();
  for (const body of witnessed) remember(body, known);
  return unknownMembers(shown, '', known);
}

function remember(value: unknown, known: Set<string>): void {
  for (const [name, member] of members(value)) {
    known.add(fingerprint(name, member));
    remember(member, known);
  }
}

function unknownMembers(value: unknown, path: string, known: Set<string>): string[] {
  return members(value).flatMap(([name, member]) => {
    const at = `${path}/${name}`;
    if (OWN_MEMBERS.has(name) || known.has(fingerprint(name, member))) return [];
    if (members(member).length > 0) return unknownMembers(member, at, known);
    return [`${at}: ${JSON.stringify(member)}`];
  });
}

/** The members of an object, and those of each item of an array; nothing of anything else. */
function members(value: unknown): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap(members);
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function fingerprint(name: string, value: unknown): string {
  return `${name}=${JSON.stringify(value)}`;
}
