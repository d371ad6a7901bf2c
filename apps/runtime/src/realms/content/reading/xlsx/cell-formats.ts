import { builtInFormat, formatOf, type CellFormat } from './number-format.js';
import { attribute, readXml } from './xml-part.js';

const PLAIN: CellFormat = {};

/** What cells of each style show of their numbers, from the part of a workbook that says how it looks. */
export async function readCellFormats(chunks: AsyncIterable<Buffer>): Promise<readonly CellFormat[]> {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  let inCells = false;
  await readXml(chunks, 'its styles', {
    open: (name, attributes) => {
      if (name === 'cellXfs') inCells = true;
      else if (name === 'numFmt') codes.set(idIn(attributes), attribute(attributes, 'formatCode') ?? '');
      else if (name === 'xf' && inCells) ids.push(idIn(attributes));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  const known = new Map<number, CellFormat>();
  return ids.map((id) => {
    const code = codes.get(id);
    const format = known.get(id) ?? (code === undefined ? builtInFormat(id) : formatOf(code)) ?? PLAIN;
    known.set(id, format);
    return format;
  });
}

function idIn(attributes: Readonly<Record<string, string>>): number {
  return Number(attribute(attributes, 'numFmtId') ?? 0);
}
