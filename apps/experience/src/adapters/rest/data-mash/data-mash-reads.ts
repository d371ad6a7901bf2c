import { Injectable } from '@nestjs/common';
import { type DataMash, GetDataMash, ProblemError } from '@app/intent-contracts';
import {
  type ArtifactContent,
  Artifacts,
  type Caller,
  type ContentConditions,
  Queries,
} from '../../../adapter-kit/index.js';
import { ArtifactsBehind } from '../artifacts-behind.js';

/** Asks the insights realm. A data product's id is that of its artifact, which says whose it is where the client does not. */
@Injectable()
export class DataMashReads {
  private readonly behind: ArtifactsBehind;

  constructor(
    private readonly queries: Queries,
    artifacts: Artifacts,
  ) {
    this.behind = new ArtifactsBehind(artifacts, mashNotFound);
  }

  /** Rejects with `DATA_MASH_NOT_FOUND` if there is no such data product, or only for another tenant. */
  async get(mashId: string, caller: Caller): Promise<DataMash> {
    const tenantId = await this.behind.tenantOf(mashId, caller);
    const { mash } = await this.queries.ask(GetDataMash, { mash_id: mashId }, tenantId, caller);
    return mash;
  }

  /** The bytes of the data product. Rejects with `DATA_MASH_NOT_FOUND` as `get` does. */
  async bytes(mashId: string, conditions: ContentConditions, caller: Caller): Promise<ArtifactContent> {
    await this.get(mashId, caller);
    return this.behind.content(mashId, conditions, caller);
  }
}

function mashNotFound(mashId: string): ProblemError {
  return new ProblemError(
    'DATA_MASH_NOT_FOUND',
    `There is no data product "${mashId}". Its id is in the result of the execution that made it.`,
  );
}
