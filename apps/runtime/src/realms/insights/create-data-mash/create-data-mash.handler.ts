import {
  CreateDataMash,
  type CreateDataMashInput,
  type CreateDataMashOutput,
  type DataMash,
  type MashFormat,
} from '@app/intent-contracts';
import {
  type Artifact,
  type AttemptContext,
  type Handles,
  IntentHandler,
  NOTHING_TO_UNDO,
  type Saga,
  type StepContext,
} from '../../../realm-kit/index.js';
import { Masher } from '../engine/masher.js';
import { forgetMash, recordMash } from '../mash-facts.js';
import { lookInto } from '../look-into.js';
import { asStepFailure } from '../mash-refusals.js';
import { describedMash, type Product } from '../describe-mash.js';
import type { MashPlan } from '../planning/mash-plan.js';
import { planMash } from '../planning/plan-mash.js';
import { assessSources } from '../planning/quality.js';
import type { SourceTable } from '../planning/source-table.js';
import { readSources, readWarnings } from '../read-sources.js';
import { withTables } from '../with-tables.js';

const MEDIA_TYPES: Record<MashFormat, string> = {
  parquet: 'application/vnd.apache.parquet',
  csv: 'text/csv',
  json: 'application/json',
};

/** Mashes tables into one data product. Turned back at any phase, it leaves nothing but its log. */
@IntentHandler(CreateDataMash, { version: 1 })
export class CreateDataMashHandler implements Handles<typeof CreateDataMash> {
  constructor(private readonly masher: Masher) {}

  async run(saga: Saga, { content_refs, options = {} }: CreateDataMashInput): Promise<CreateDataMashOutput> {
    const tables = await saga.step(
      'validate-sources',
      reading((context) => readSources(content_refs, context)),
    );
    const found = await saga.step(
      'assess-quality',
      reading(async (context) => [...assessSources(tables), ...(await readWarnings(tables, context))]),
    );
    const seen = await saga.step(
      'interpret-semantics',
      reading((context) => lookInto(tables, options, context, this.masher)),
    );
    const plan = await saga.step(
      'map-to-canonical',
      reading(() => planMash(tables, options, seen.questions, seen.measures)),
    );
    const product = await saga.step('materialize', {
      invoke: (context) => this.materialize(tables, plan, options, context).catch(rethrown),
      compensate: ({ output, artifacts }) => {
        // It commits with the outcome: without one there is none.
        if (output !== undefined) artifacts.delete(output.artifact.artifact_id);
      },
    });
    const mash = describedMash(saga, { tables, plan, product, found });
    await saga.step('register', {
      invoke: (context) => register(mash, tables, context),
      compensate: ({ state }) => forgetMash(state, mash.mash_id),
    });
    return mash;
  }

  private async materialize(
    tables: readonly SourceTable[],
    plan: MashPlan,
    { format = 'parquet', target_domain: domain = 'data_product' }: NonNullable<CreateDataMashInput['options']>,
    { artifacts, signal }: StepContext,
  ): Promise<Product> {
    let artifact: Artifact | undefined;
    const made = await withTables(tables, artifacts, (files) =>
      this.masher.materialize(
        { tables: files, contentRefs: tables.map(({ content_ref }) => content_ref), plan, format },
        signal,
        async (bytes) => {
          artifact = await artifacts.create(bytes, {
            filename: `${domain}.${format}`,
            media_type: MEDIA_TYPES[format],
          });
        },
      ),
    );
    if (artifact === undefined) throw new TypeError('The masher gave no bytes.');
    const { rows, told } = made;
    return { artifact, format, rows, told };
  }
}

/** A step that only looks. */
function reading<Output>(look: (context: StepContext) => Output | Promise<Output>) {
  return {
    invoke: async (context: StepContext): Promise<Output> => {
      try {
        return await look(context);
      } catch (error) {
        throw asStepFailure(error);
      }
    },
    compensate: NOTHING_TO_UNDO,
  } as const;
}

function rethrown(error: unknown): never {
  throw asStepFailure(error);
}

function register(mash: DataMash, tables: readonly SourceTable[], { state, artifacts }: AttemptContext): void {
  recordMash(state, mash);
  artifacts.describe(mash.artifact_id, {
    kind: 'data_product',
    sources: tables.map(({ artifact_id, filename }) => ({ artifact_id, filename, kind: 'table' })),
  });
}
