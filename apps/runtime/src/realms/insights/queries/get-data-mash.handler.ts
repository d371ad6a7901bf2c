import { type DataMashRef, GetDataMash, type GetDataMashOutput } from '@app/intent-contracts';
import { type Answers, ProblemError, type QueryContext, QueryHandler } from '../../../realm-kit/index.js';
import { findMash } from '../mash-facts.js';

@QueryHandler(GetDataMash)
export class GetDataMashHandler implements Answers<typeof GetDataMash> {
  async answer({ mash_id }: DataMashRef, { state }: QueryContext): Promise<GetDataMashOutput> {
    const mash = await findMash(state, mash_id);
    if (mash !== undefined) return { mash };
    throw new ProblemError(
      'DATA_MASH_NOT_FOUND',
      `There is no data product ${mash_id}. Its id is in the result of data_mash.create once that has succeeded.`,
    );
  }
}
