import { type CreateDataMashInput, PlanDataMash, type PlanDataMashOutput } from '@app/intent-contracts';
import { type Answers, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { describedColumns, describedJoins } from '../describe-mash.js';
import { Masher } from '../engine/masher.js';
import { lookInto } from '../look-into.js';
import { asProblem } from '../mash-refusals.js';
import { planMash } from '../planning/plan-mash.js';
import { assessSources } from '../planning/quality.js';
import { readSources, readWarnings } from '../read-sources.js';

/** Plans as the intent does, by the same steps. */
@QueryHandler(PlanDataMash)
export class PlanDataMashHandler implements Answers<typeof PlanDataMash> {
  constructor(private readonly masher: Masher) {}

  async answer(input: CreateDataMashInput, context: QueryContext): Promise<PlanDataMashOutput> {
    try {
      return await this.plan(input, context);
    } catch (error) {
      throw asProblem(error);
    }
  }

  private async plan(
    { content_refs, options = {} }: CreateDataMashInput,
    context: QueryContext,
  ): Promise<PlanDataMashOutput> {
    const tables = await readSources(content_refs, context);
    const found = [...assessSources(tables), ...(await readWarnings(tables, context))];
    const { questions, measures } = await lookInto(tables, options, context, this.masher);
    const plan = planMash(tables, options, questions, measures);
    return {
      mode: plan.mode,
      columns: describedColumns(tables, plan),
      joins: describedJoins(tables, plan),
      issues: [...found, ...plan.issues],
      rows_in: Object.fromEntries(tables.map(({ content_ref, rows }) => [content_ref, rows])),
    };
  }
}
