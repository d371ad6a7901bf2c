import type { ColumnProfile, ColumnType } from '@app/intent-contracts';
import { COLUMN_TYPE, valueText, type StoredType } from './cell-shape.js';
import type { ColumnInference } from './column-inference.js';
import { excerpt } from './excerpt.js';
import { jsonAsWritten, jsonOf } from './json-cell.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { semanticType, type ColumnFacts } from './semantic-type.js';
import { columnId } from '../../../table-engine/sql.js';
import { STAGED, valueIn, type CellSource } from './staged-table.js';

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

  async profile(
    index: number,
    { name, shownAs }: Pick<ColumnFacts, 'name' | 'shownAs'>,
    inference: ColumnInference,
  ): Promise<ColumnProfile> {
    const { filled, patterns } = inference;
    const type = COLUMN_TYPE[inference.type];
    const value = valueIn(this.source, columnId(index), inference.type);
    const distinct = filled === 0 ? 0 : await this.distinct(value);
    const values = distinct <= (FEW_VALUES[type] ?? 0) ? await this.values(value) : undefined;
    return {
      name,
      type,
      semantic_type: semanticType({
        name,
        type,
        filled,
        distinct,
        patterns,
        ...(values && { values }),
        ...(shownAs && { shownAs }),
      }),
      nulls: this.rows - filled,
      distinct,
      ...(await this.measures(value, inference)),
      examples: await this.examples(index, inference.type),
    };
  }

  private async distinct(value: string): Promise<number> {
    return this.sandbox.count(
      `SELECT count(*) FROM (SELECT DISTINCT ${value} AS v FROM ${STAGED} WHERE v IS NOT NULL)`,
    );
  }

  private async values(value: string): Promise<string[]> {
    const rows = await this.sandbox.texts(
      `SELECT DISTINCT CAST(${value} AS VARCHAR) AS v FROM ${STAGED} WHERE v IS NOT NULL`,
    );
    return rows.map(([text]) => text ?? '');
  }

  private async measures(
    value: string,
    { type, filled }: ColumnInference,
  ): Promise<Pick<ColumnProfile, 'min' | 'max' | 'quantiles'>> {
    if (filled === 0 || type === 'json') return { min: null, max: null };
    const finite = type === 'double' ? 'WHERE isfinite(v)' : '';
    const [row = []] = await this.sandbox.texts(
      `SELECT ${valueText(type, 'min(v)')}, ${valueText(type, 'max(v)')} ${isNumeric(type) ? quartiles(filled) : ''}
       FROM (SELECT ${value} AS v FROM ${STAGED}) ${finite}`,
    );
    const [min = null, max = null, ...quantiles] = row;
    return {
      min: bound(type, min),
      max: bound(type, max),
      ...(isNumeric(type) && min !== null && { quantiles: quantiles.map(Number) }),
    };
  }

  /** The first values that differ, as they stand in the file. */
  private async examples(index: number, type: StoredType): Promise<unknown[]> {
    const id = columnId(index);
    const cell = this.source === 'parquet' ? valueText(type, id) : id;
    const rows = await this.sandbox.texts(
      `SELECT ${cell} FROM ${STAGED} WHERE ${id} IS NOT NULL LIMIT ${EXAMPLES_AMONG}`,
    );
    const different = [...new Set(rows.map(([text]) => text ?? ''))].slice(0, EXAMPLES);
    return different.map((text) => {
      if (this.source === 'csv') return excerpt(text);
      return this.source === 'json' ? jsonExample(text) : typedExample(type, text);
    });
  }
}

function isNumeric(type: StoredType): boolean {
  return COLUMN_TYPE[type] === 'integer' || COLUMN_TYPE[type] === 'number';
}

function quartiles(values: number): string {
  const quantile = values > MOST_EXACT ? 'approx_quantile' : 'quantile_cont';
  return [0.25, 0.5, 0.75].map((part) => `, CAST(${quantile}(CAST(v AS DOUBLE), ${part}) AS VARCHAR)`).join('');
}

function bound(type: StoredType, text: string | null): number | string | boolean | null {
  return shortened(jsonOf(type, text)) as number | string | boolean | null;
}

function shortened(value: unknown): unknown {
  return typeof value === 'string' ? excerpt(value) : value;
}

function typedExample(type: StoredType, text: string): unknown {
  if (type === 'json' && text.length > LONGEST_NESTED_EXAMPLE) return excerpt(text);
  return shortened(jsonOf(type, text));
}

function jsonExample(raw: string): unknown {
  if (raw.length > LONGEST_NESTED_EXAMPLE && !raw.startsWith('"')) return excerpt(raw);
  return shortened(jsonAsWritten(raw));
}
