import type { ColumnProfile, ColumnType } from '@app/intent-contracts';
import { COLUMN_TYPE, typedValue, valueText } from './cell-shape.js';
import type { ColumnInference } from './column-inference.js';
import { excerpt } from './excerpt.js';
import { jsonAsWritten, jsonOf } from './json-cell.js';
import type { Sandbox } from './sandbox.js';
import { semanticType } from './semantic-type.js';
import { columnId } from './sql.js';
import { cellAt, STAGED, type CellSource } from './staged-table.js';

const EXAMPLES = 3;
const EXAMPLES_AMONG = 100;
const LONGEST_NESTED_EXAMPLE = 1000;
/** As many different values are looked at one by one to see what they mean. */
const FEW_VALUES: Partial<Record<ColumnType, number>> = { text: 300, integer: 2 };
/** Exact quantiles hold all values in memory: above this many they are estimated. */
const MOST_EXACT = 1_000_000;

/** Counts and measures one staged column. */
export class ColumnProfiler {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly source: CellSource,
    private readonly rows: number,
  ) {}

  async profile(index: number, name: string, inference: ColumnInference): Promise<ColumnProfile> {
    const { filled, patterns } = inference;
    const type = COLUMN_TYPE[inference.type];
    const value = typedValue(inference.type, cellAt(this.source, index));
    const distinct = filled === 0 ? 0 : await this.distinct(value);
    const values = distinct <= (FEW_VALUES[type] ?? 0) ? await this.values(value) : undefined;
    return {
      name,
      type,
      semantic_type: semanticType({ name, type, filled, distinct, patterns, ...(values && { values }) }),
      nulls: this.rows - filled,
      distinct,
      ...(await this.measures(value, inference)),
      examples: await this.examples(index),
    };
  }

  private async distinct(value: string): Promise<number> {
    const [count] = await this.sandbox.row(
      `SELECT count(*) FROM (SELECT DISTINCT ${value} AS v FROM ${STAGED} WHERE v IS NOT NULL)`,
    );
    return Number(count);
  }

  private async values(value: string): Promise<string[]> {
    const rows = await this.sandbox.rows(
      `SELECT DISTINCT CAST(${value} AS VARCHAR) AS v FROM ${STAGED} WHERE v IS NOT NULL`,
    );
    return rows.map(([text]) => String(text));
  }

  private async measures(
    value: string,
    { type, filled }: ColumnInference,
  ): Promise<Pick<ColumnProfile, 'min' | 'max' | 'quantiles'>> {
    if (filled === 0 || type === 'json') return { min: null, max: null };
    const numeric = COLUMN_TYPE[type] === 'integer' || COLUMN_TYPE[type] === 'number';
    const quantiles = `${filled > MOST_EXACT ? 'approx_quantile' : 'quantile_cont'}(CAST(v AS DOUBLE), [0.25, 0.5, 0.75])`;
    const [min, max, quartiles] = await this.sandbox.row(
      `SELECT ${valueText(type, 'min(v)')}, ${valueText(type, 'max(v)')}, ${numeric ? quantiles : 'NULL'}
       FROM (SELECT ${value} AS v FROM ${STAGED})`,
    );
    const [least, most] = [min, max].map((text) => {
      const typed = jsonOf(type, text as string) as string | number | boolean;
      return typeof typed === 'string' ? excerpt(typed) : typed;
    });
    return { min: least!, max: most!, ...(numeric && { quantiles: quartiles as number[] }) };
  }

  /** The first values that differ, as they stand in the file. */
  private async examples(index: number): Promise<unknown[]> {
    const id = columnId(index);
    const rows = await this.sandbox.rows(`SELECT ${id} FROM ${STAGED} WHERE ${id} IS NOT NULL LIMIT ${EXAMPLES_AMONG}`);
    const different = [...new Set(rows.map(([text]) => String(text)))].slice(0, EXAMPLES);
    return different.map((text) => (this.source === 'csv' ? excerpt(text) : jsonExample(text)));
  }
}

function jsonExample(raw: string): unknown {
  if (raw.length > LONGEST_NESTED_EXAMPLE && !raw.startsWith('"')) return excerpt(raw);
  const value = jsonAsWritten(raw);
  return typeof value === 'string' ? excerpt(value) : value;
}
