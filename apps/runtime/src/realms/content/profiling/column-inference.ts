import { TYPE_SHAPES, type CellShape, type StoredType } from './cell-shape.js';
import type { Sandbox } from './sandbox.js';
import { columnId } from './sql.js';
import { cellAt, STAGED, type CellSource } from './staged-table.js';
import { TEXT_PATTERNS, type TextPattern } from './text-pattern.js';

/** What the cells of a column have in common, seen over all of them. */
export interface ColumnInference {
  type: StoredType;
  /** Cells that are not null. */
  filled: number;
  patterns: ReadonlySet<TextPattern>;
  /** Cells that keep the column from being of a narrower type, if they are few. */
  misfits?: { type: StoredType; count: number; row: number; value: string };
}

/** Expressions grow with columns times shapes: more at once would cost more in planning than in reading. */
const COLUMNS_AT_ONCE = 50;
const SAMPLE = `(SELECT * FROM ${STAGED} LIMIT 2048)`;
/** A type that more cells than this do not have is not what the column was meant to be. */
const FEW = 0.1;

type TypeShape = CellShape<StoredType>;
type PatternShape = CellShape<TextPattern>;

/** What to ask of a column. */
interface Question {
  index: number;
  types: readonly TypeShape[];
  patterns: readonly PatternShape[];
}

/** How many of its cells do not have each shape. */
interface Misfits {
  index: number;
  filled: number;
  /** Cells that hold arrays or objects. */
  nested: number;
  types: Map<TypeShape, number>;
  patterns: Map<PatternShape, number>;
}

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
    for (let from = 0; from < width; from += COLUMNS_AT_ONCE) {
      const indices = Array.from({ length: Math.min(COLUMNS_AT_ONCE, width - from) }, (_, index) => from + index);
      const everything = indices.map((index) => ({ index, types: TYPE_SHAPES, patterns: TEXT_PATTERNS }));
      const sampled = await this.count(everything, SAMPLE);
      const counted = await this.count(sampled.map(likeliest), STAGED);
      for (const [nth, misfits] of counted.entries()) {
        inferred.push(await this.conclude(isSettled(misfits) ? misfits : await this.countOthers(sampled[nth]!)));
      }
    }
    return inferred;
  }

  private async count(questions: readonly Question[], from: string): Promise<Misfits[]> {
    const expressions = questions.flatMap(({ index, types, patterns }) => [
      `count(${columnId(index)})`,
      this.source === 'json' ? `count(*) FILTER (WHERE ${columnId(index)}[1] IN ('{', '['))` : '0',
      ...[...types, ...patterns].map((shape) => `count(*) FILTER (WHERE ${this.isMisfit(index, shape)})`),
    ]);
    const counts = (await this.sandbox.row(`SELECT ${expressions.join(', ')} FROM ${from}`)).map(Number).values();
    const next = () => counts.next().value ?? 0;
    return questions.map(({ index, types, patterns }) => ({
      index,
      filled: next(),
      nested: next(),
      types: new Map(types.map((shape) => [shape, next()])),
      patterns: new Map(patterns.map((shape) => [shape, next()])),
    }));
  }

  /** For the rare column that goes on otherwise than it began. */
  private async countOthers(sampled: Misfits): Promise<Misfits> {
    const [counted] = await this.count([plausible(sampled)], STAGED);
    return counted ?? sampled;
  }

  private isMisfit(index: number, shape: TypeShape | PatternShape): string {
    return `${columnId(index)} IS NOT NULL AND (${shape.holds(cellAt(this.source, index))}) IS NOT TRUE`;
  }

  private async conclude(misfits: Misfits): Promise<ColumnInference> {
    const { filled, nested, types } = misfits;
    if (nested > 0) return { type: 'json', filled, patterns: new Set() };
    const [fitting] = filled === 0 ? [] : fitted(types);
    if (fitting !== undefined) return { type: fitting.name, filled, patterns: new Set() };
    const patterns = filled === 0 ? [] : fitted(misfits.patterns).map(({ name }) => name);
    const inferred = { type: 'text' as const, filled, patterns: new Set(patterns) };
    const nearest = filled === 0 ? undefined : fewest(misfits);
    return nearest === undefined ? inferred : { ...inferred, misfits: await this.firstMisfit(misfits, nearest) };
  }

  private async firstMisfit({ index, types }: Misfits, shape: TypeShape): Promise<ColumnInference['misfits']> {
    const [row, value] = await this.sandbox.row(
      `SELECT rowid + 1, ${cellAt(this.source, index).text} FROM ${STAGED}
       WHERE ${this.isMisfit(index, shape)} ORDER BY rowid LIMIT 1`,
    );
    return { type: shape.name, count: types.get(shape) ?? 0, row: Number(row), value: String(value) };
  }
}

/** The narrowest type that fits the sample; where none does, all that may come of the column. */
function likeliest(sampled: Misfits): Question {
  const [narrowest] = sampled.filled === 0 ? [] : fitted(sampled.types);
  return narrowest === undefined ? plausible(sampled) : { index: sampled.index, types: [narrowest], patterns: [] };
}

/** The types that nearly fit the sample, and the patterns that fit it. */
function plausible({ index, filled, types, patterns }: Misfits): Question {
  const likely = [...types].filter(([, count]) => count <= filled * FEW).map(([shape]) => shape);
  return { index, types: likely, patterns: fitted(patterns) };
}

/** Whether nothing else need be asked: the one type asked for fits, or everything likely has been asked for. */
function isSettled({ types, patterns }: Misfits): boolean {
  return types.size !== 1 || patterns.size > 0 || fitted(types).length === 1;
}

function fitted<Shape>(misfits: Map<Shape, number>): Shape[] {
  return [...misfits].filter(([, count]) => count === 0).map(([shape]) => shape);
}

/** The type that the column was likely meant to have. */
function fewest({ types, filled }: Misfits): TypeShape | undefined {
  const nearly = [...types].filter(([, count]) => count <= filled * FEW);
  return nearly.sort((a, b) => a[1] - b[1])[0]?.[0];
}
