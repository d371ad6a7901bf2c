import { posix } from 'node:path';
import { attribute, readXml } from './xml-part.js';
import { damaged, type ZipParts } from './zip-parts.js';

/** How one part of a workbook refers to another. */
export interface Relationship {
  /** The last word of its type, since the rest has changed from one edition of the standard to the next. */
  type: string;
  /** The name of the other part; undefined if it lies outside of the workbook. */
  part: string | undefined;
}

/** What a part refers to, by the ids that it uses; `''` stands for the workbook as a whole. */
export async function relationshipsOf(parts: ZipParts, part: string): Promise<Map<string, Relationship>> {
  const found = new Map<string, Relationship>();
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  const what = `its part "${name}"`;
  await readXml(parts.read(name, what, { held: true }), what, {
    open: (element, attributes) => {
      if (element !== 'Relationship') return;
      const [id, target] = [attribute(attributes, 'Id'), attribute(attributes, 'Target')];
      if (id === undefined || target === undefined) throw damaged(`${what} has a relationship without id or target`);
      const isOutside = attribute(attributes, 'TargetMode') === 'External';
      found.set(id, {
        type: (attribute(attributes, 'Type') ?? '').replace(/^.*\//s, ''),
        part: isOutside ? undefined : partNamed(target, folder),
      });
    },
  });
  return found;
}

/** Names that climb above the archive find nothing in it: they are looked up in its list, and nowhere else. */
function partNamed(target: string, folder: string): string {
  return posix.join('/', target.startsWith('/') ? '' : folder, target).slice(1);
}
