import { FileUnreadable } from '../file-unreadable.js';
import { readCellFormats } from './cell-formats.js';
import type { CellFormat } from './number-format.js';
import { relationshipsOf, type Relationship } from './relationships.js';
import { readSharedTexts, SharedTexts } from './shared-texts.js';
import { WORKBOOK_LIMITS, type WorkbookLimits } from './workbook-limits.js';
import { attribute, readXml } from './xml-part.js';
import { damaged, ZipParts } from './zip-parts.js';

/** A sheet of cells, hidden or not. */
export interface Worksheet {
  readonly name: string;
  /** Of the archive. */
  readonly part: string;
}

/** What the cells of a workbook refer to. */
export interface CellContext {
  readonly texts: SharedTexts;
  readonly formats: readonly CellFormat[];
  /** Whether days are counted from 1904 rather than from 1900. */
  readonly date1904: boolean;
  readonly limits: WorkbookLimits;
}

/** Sheets that hold no cells to read: charts, forms and macros of old. */
const OTHER_SHEETS = new Set(['chartsheet', 'dialogsheet', 'xlMacrosheet', 'xlIntlMacrosheet']);

const LONGEST_NAME = 255;

/** An .xlsx or .xlsm file: its sheets, and what their cells refer to. Macros and formulas are not run. */
export class Workbook {
  private constructor(
    readonly parts: ZipParts,
    /** In their order; charts and the like are not among them. */
    readonly sheets: readonly Worksheet[],
    /** Names of the sheets that hold no cells. */
    readonly leftOut: readonly string[],
    readonly cells: CellContext,
  ) {}

  /** Throws `FileUnreadable` for what is no workbook or larger than one may be. It has to be closed. */
  static async open(path: string, limits: WorkbookLimits = WORKBOOK_LIMITS): Promise<Workbook> {
    const parts = await ZipParts.open(path, limits.zip);
    try {
      return await Workbook.read(parts, limits);
    } catch (error) {
      parts.close();
      throw error;
    }
  }

  private static async read(parts: ZipParts, limits: WorkbookLimits): Promise<Workbook> {
    const root = partOf('officeDocument', await relationshipsOf(parts, '')) ?? 'xl/workbook.xml';
    const { listed, date1904 } = await readList(parts, root, limits);
    const related = await relationshipsOf(parts, root);
    const sheets: Worksheet[] = [];
    const leftOut: string[] = [];
    for (const { name, id } of listed) {
      const { type, part } = related.get(id) ?? {};
      if (type !== undefined && OTHER_SHEETS.has(type)) leftOut.push(name);
      else sheets.push({ name, part: placed(name, part, parts) });
    }
    const [texts, styles] = ['sharedStrings', 'styles'].map((type) => partOf(type, related));
    return new Workbook(parts, sheets, leftOut, {
      texts:
        texts === undefined
          ? new SharedTexts(limits)
          : await readSharedTexts(parts.read(texts, 'its shared texts'), limits),
      formats: styles === undefined ? [] : await readCellFormats(parts.read(styles, 'its styles', { held: true })),
      date1904,
      limits,
    });
  }

  close(): void {
    this.parts.close();
  }
}

interface Listed {
  name: string;
  id: string;
}

async function readList(
  parts: ZipParts,
  part: string,
  { mostSheets }: WorkbookLimits,
): Promise<{ listed: Listed[]; date1904: boolean }> {
  const listed: Listed[] = [];
  const names = new Set<string>();
  let date1904 = false;
  await readXml(parts.read(part, 'its list of sheets', { held: true }), 'its list of sheets', {
    open: (element, attributes) => {
      if (element === 'workbookPr') date1904 = ['1', 'true', 'on'].includes(attribute(attributes, 'date1904') ?? '');
      if (element !== 'sheet') return;
      const [name, id] = [(attribute(attributes, 'name') ?? '').slice(0, LONGEST_NAME), idIn(attributes)];
      if (name.trim() === '' || id === undefined) throw damaged(`sheet ${listed.length + 1} has no name or no content`);
      if (names.has(name)) throw damaged(`two sheets are called "${name}"`);
      if (listed.length === mostSheets) {
        throw new FileUnreadable(`The workbook has more than ${mostSheets} sheets. Split it into several workbooks.`);
      }
      names.add(name);
      listed.push({ name, id });
    },
  });
  if (listed.length === 0) throw damaged('it lists no sheets');
  return { listed, date1904 };
}

/** `r:id`, since there is an `id` of another meaning in some programs' files. */
function idIn(attributes: Readonly<Record<string, string>>): string | undefined {
  const key = Object.keys(attributes).find((name) => name.endsWith(':id') && !name.startsWith('xmlns:'));
  return key === undefined ? attribute(attributes, 'id') : attributes[key];
}

function partOf(type: string, related: ReadonlyMap<string, Relationship>): string | undefined {
  return [...related.values()].find((relationship) => relationship.type === type)?.part;
}

function placed(name: string, part: string | undefined, parts: ZipParts): string {
  if (part !== undefined && parts.has(part)) return part;
  const where = part === undefined ? 'lies outside of the workbook' : `should be its part "${part}", which is missing`;
  throw damaged(`sheet "${name}" ${where}`);
}
