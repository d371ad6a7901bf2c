import { TYPE_SHAPES, type CellShape, type StoredType } from './cell-shape.js';
import type { Sandbox } from '../../../table-engine/sandbox.js';
import { columnId } from '../../../table-engine/sql.js';
import { cellIn, STAGED, type CellSource } from './staged-table.js';
import { TEXT_PATTERNS, type TextPattern } from './text-pattern.js';

/** What the cells of a column have in common, seen over all of them. */
export interface ColumnInference {
  type: StoredType;
  /** Cells that are not null. */
  filled: number;
  patterns: ReadonlySet<TextPattern>;
  /** Set if commas may be decimal or between thousands, as in `1,234`: what spoke for the type that was chosen. */
  either?: string;
  /** Cells that keep the column from being of a narrower type, if they are few. */
  misfits?: { type: StoredType; count: number; row: number; value: string };
}

/** A sample has this many cells, and no fewer rows than that. */
const SAMPLED_CELLS = 200_000;
const FEWEST_SAMPLED_ROWS = 200;
const MOST_SAMPLED_ROWS = 2_000;
/** A type that more cells than this do not have is not what the column was meant to be. */
const FEW = 0.1;

type TypeShape = CellShape<StoredType>;
type PatternShape = CellShape<TextPattern>;

/** What to ask of a column. */
interface Question {
  types: readonly TypeShape[];
  patterns: readonly PatternShape[];
}

/** How many of its cells do not have each shape. */
interface Misfits {
  filled: number;
  /** Cells that hold arrays or objects. */
  nested: number;
  types: Map<TypeShape, number>;
  patterns: Map<PatternShape, number>;
}

const EVERYTHING: Question = { types: TYPE_SHAPES, patterns: TEXT_PATTERNS };
const PATTERNS_ONLY: Question = { types: [], patterns: TEXT_PATTERNS };
/** What can be told apart only by asking for both. */
const COMMAS: readonly StoredType[] = ['decimal-comma', 'thousands-comma'];

/**
 * Finds the narrowest type that all cells of each column have. A sample rules most types out cheaply; what it leaves is
 * checked against every cell.
 */
export class ColumnInferrer {
  constructor(
    private readonly sandbox: Sandbox,
    private readonly source: CellSource,
  ) {}

  async infer(width: number): Promise<ColumnInference[]> {
    const inferred: ColumnInference[] = [];
    const indexes = Array.from({ length: width }, (_, index) => index);
    for (const [index, sampled] of (await this.sample(indexes, EVERYTHING)).entries()) {
      inferred.push(await this.conclude(index, await this.narrow(index, sampled)));
    }
    return inferred;
  }

  /** Columns whose types are known; only texts are looked into. */
  async inferTyped(types: readonly StoredType[]): Promise<ColumnInference[]> {
    const texts = types.flatMap((type, index) => (type === 'text' ? [index] : []));
    const sampled = new Map((await this.sample(texts, PATTERNS_ONLY)).map((misfits, nth) => [texts[nth], misfits]));
    const inferred: ColumnInference[] = [];
    for (const [index, type] of types.entries()) {
      const likely = fitted(sampled.get(index)?.patterns ?? new Map<PatternShape, number>());
      const { filled, patterns } = await this.countAll(index, { types: [], patterns: likely });
      inferred.push({ type, filled, patterns: namesOf(patterns) });
    }
    return inferred;
  }

  private async narrow(index: number, sampled: Misfits): Promise<Misfits> {
    const likely = likeliest(sampled);
    const counted = likely && (await this.countAll(index, likely));
    return counted !== undefined && fitted(counted.types).length > 0
      ? counted
      : this.countAll(index, plausible(sampled));
  }

  /** All columns stand below one another here, so that each pattern is compiled once and not once for each column. */
  private async sample(indexes: readonly number[], question: Question): Promise<Misfits[]> {
    if (indexes.length === 0) return [];
    const cells = Math.floor(SAMPLED_CELLS / indexes.length);
    const rows = Math.max(FEWEST_SAMPLED_ROWS, Math.min(MOST_SAMPLED_ROWS, cells));
    const found = await this.sandbox.counts(
      `SELECT CAST(substr(id, 2) AS INTEGER), ${this.counts('cell', question, true)}
       FROM (UNPIVOT (SELECT ${indexes.map(columnId).join(', ')} FROM ${STAGED} LIMIT ${rows})
             ON COLUMNS(*) INTO NAME id VALUE cell) GROUP BY id`,
    );
    const byColumn = new Map(found.map(([nth, ...counts]) => [nth, counts]));
    return indexes.map((index) => misfitsOf(question, byColumn.get(index + 1) ?? []));
  }

  private async countAll(index: number, question: Question): Promise<Misfits> {
    const [counts = []] = await this.sandbox.counts(`SELECT ${this.counts(columnId(index), question)} FROM ${STAGED}`);
    return misfitsOf(question, counts);
  }

  /** Expressions in the order in which `misfitsOf` reads them. */
  private counts(id: string, { types, patterns }: Question, sampled = false): string {
    const nested = this.source === 'json' ? `count(*) FILTER (WHERE ${id}[1] IN ('{', '['))` : '0';
    const misfits = [...types, ...patterns].map((shape) => this.misfits(id, shape, sampled));
    return [`count(${id})`, nested, ...misfits].join(', ');
  }

  /** What one cell of the column must show need not be in a sample. */
  private misfits(id: string, shape: TypeShape | PatternShape, sampled: boolean): string {
    const misfits = `count(*) FILTER (WHERE ${this.isMisfit(id, shape)})`;
    if (sampled || shape.needs === undefined) return misfits;
    const shown = `count(*) FILTER (WHERE ${shape.needs(cellIn(this.source, id))})`;
    return `CASE WHEN ${shown} = 0 THEN count(${id}) ELSE ${misfits} END`;
  }

  private isMisfit(id: string, shape: TypeShape | PatternShape): string {
    return `${id} IS NOT NULL AND (${shape.holds(cellIn(this.source, id))}) IS NOT TRUE`;
  }

  private async conclude(index: number, misfits: Misfits): Promise<ColumnInference> {
    const { filled, nested, types } = misfits;
    if (filled === 0) return { type: 'text', filled, patterns: new Set() };
    if (nested > 0) return { type: 'json', filled, patterns: new Set() };
    const [fitting, ...others] = fitted(types);
    if (fitting !== undefined) {
      const either = COMMAS.includes(fitting.name) && others.some(({ name }) => COMMAS.includes(name));
      return { type: fitting.name, filled, patterns: new Set(), ...(either && { either: '' }) };
    }
    const patterns = namesOf(misfits.patterns);
    const nearest = fewestMisfits(misfits);
    if (nearest === undefined) return { type: 'text', filled, patterns };
    return { type: 'text', filled, patterns, misfits: await this.firstMisfit(index, nearest, types.get(nearest) ?? 0) };
  }

  private async firstMisfit(index: number, shape: TypeShape, count: number): Promise<ColumnInference['misfits']> {
    const id = columnId(index);
    const [first] = await this.sandbox.texts(
      `SELECT CAST(rowid + 1 AS VARCHAR), ${cellIn(this.source, id).text} FROM ${STAGED}
       WHERE ${this.isMisfit(id, shape)} ORDER BY rowid LIMIT 1`,
    );
    const [row, value] = first ?? [];
    return { type: shape.name, count, row: Number(row), value: value ?? '' };
  }
}

/** A column of which nothing was found has no cells at all. */
function misfitsOf({ types, patterns }: Question, [filled = 0, nested = 0, ...counts]: readonly number[]): Misfits {
  return {
    filled,
    nested,
    types: new Map(types.map((shape, nth) => [shape, counts[nth] ?? 0])),
    patterns: new Map(patterns.map((shape, nth) => [shape, counts[types.length + nth] ?? 0])),
  };
}

/** The narrowest type that fits the sample, if one does. */
function likeliest({ filled, types }: Misfits): Question | undefined {
  const [narrowest] = filled === 0 ? [] : fitted(types);
  if (narrowest === undefined) return undefined;
  const asked = COMMAS.includes(narrowest.name) ? TYPE_SHAPES.filter(({ name }) => COMMAS.includes(name)) : [narrowest];
  return { types: asked, patterns: [] };
}

/** The types that nearly fit the sample, and the patterns that fit it. */
function plausible({ filled, types, patterns }: Misfits): Question {
  const likely = [...types].filter(([, count]) => count <= filled * FEW).map(([shape]) => shape);
  return { types: likely, patterns: fitted(patterns) };
}

function fitted<Shape>(misfits: Map<Shape, number>): Shape[] {
  return [...misfits].filter(([, count]) => count === 0).map(([shape]) => shape);
}

function namesOf(patterns: Map<PatternShape, number>): Set<TextPattern> {
  return new Set(fitted(patterns).map(({ name }) => name));
}

/** The type that the column was likely meant to have. */
function fewestMisfits({ types, filled }: Misfits): TypeShape | undefined {
  const nearly = [...types].filter(([, count]) => count <= filled * FEW);
  return nearly.sort((a, b) => a[1] - b[1])[0]?.[0];
}
