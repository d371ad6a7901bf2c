/** Those of the known schemas that a part of a document speaks of, with those that these speak of, by name. */
export function reachableSchemas<Schema extends object>(
  part: object,
  known: Readonly<Record<string, Schema>>,
): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const pending = [JSON.stringify(part)];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = known[name!];
      if (schema === undefined || found[name!] !== undefined) continue;
      found[name!] = schema;
      pending.push(JSON.stringify(schema));
    }
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
