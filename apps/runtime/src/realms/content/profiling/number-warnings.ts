import type { ProfileWarning } from '@app/intent-contracts';
import { typedValue, type StoredType } from './cell-shape.js';
import type { ColumnInference } from './column-inference.js';
import { excerpt } from './excerpt.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId } from '../../../table-engine/sql.js';
import { STAGED } from './staged-table.js';

/** A cell that shows how the numbers of its column are written. */
interface Shown {
  row: number;
  cell: string;
  value: string;
}

const THOUSANDS_OR_THOUSANDTHS = '-?[1-9][0-9]{0,2}[.][0-9]{3}';

/** Tells of numbers that were not read as a programming language would, or that other readers may take otherwise. */
export class NumberWarnings {
  constructor(private readonly sandbox: Sandbox) {}

  async warn(inferences: readonly ColumnInference[], names: readonly string[]): Promise<ProfileWarning[]> {
    const warnings: ProfileWarning[] = [];
    const hasDecimalCommas = inferences.some(({ type }) => type === 'decimal-comma');
    for (const [index, { type, either }] of inferences.entries()) {
      const column = excerpt(names[index]!);
      if (type === 'decimal-comma' || type === 'thousands-comma') {
        const shown = await this.first(index, type, `contains(${columnId(index)}, ',')`);
        warnings.push(commaWarning(column, type, shown), ...(either ? [eitherWarning(column, either, shown)] : []));
      } else if (type === 'double' && hasDecimalCommas && (await this.couldBeThousands(index))) {
        const shown = await this.first(index, type, `contains(${columnId(index)}, '.')`);
        warnings.push(eitherWarning(column, 'it has no commas, though other columns have decimal commas', shown));
      }
    }
    return warnings;
  }

  private async couldBeThousands(index: number): Promise<boolean> {
    const id = columnId(index);
    const others = await this.sandbox.count(
      `SELECT count(*) FROM ${STAGED}
       WHERE contains(${id}, '.') AND NOT regexp_full_match(trim(${id}), '${THOUSANDS_OR_THOUSANDTHS}')`,
    );
    return others === 0;
  }

  private async first(index: number, type: StoredType, condition: string): Promise<Shown> {
    const id = columnId(index);
    const [[row, cell, value] = []] = await this.sandbox.texts(
      `SELECT CAST(rowid + 1 AS VARCHAR), ${id}, CAST(${typedValue(type, { raw: id, text: id })} AS VARCHAR)
       FROM ${STAGED} WHERE ${condition} ORDER BY rowid LIMIT 1`,
    );
    return { row: Number(row), cell: excerpt(cell ?? ''), value: String(Number(value)) };
  }
}

function commaWarning(column: string, type: StoredType, { row, cell, value }: Shown): ProfileWarning {
  const [code, commas] =
    type === 'decimal-comma'
      ? ['DECIMAL_COMMA', 'decimal commas']
      : ['THOUSANDS_SEPARATOR', 'commas between thousands'];
  return { code, detail: `Column "${column}" has ${commas}: "${cell}" was read as ${value}.`, row, column };
}

function eitherWarning(column: string, because: string, { row, cell, value }: Shown): ProfileWarning {
  const detail =
    `Column "${column}" has numbers that can be read in two ways: "${cell}" was read as ${value}, because ${because}. ` +
    'Write them without separators between thousands if that is wrong.';
  return { code: 'NUMBERS_AMBIGUOUS', detail, row, column };
}
