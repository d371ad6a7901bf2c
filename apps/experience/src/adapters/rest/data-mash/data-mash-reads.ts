import { Injectable } from '@nestjs/common';
import { type DataMash, GetDataMash, ProblemError } from '@app/intent-contracts';
import {
  type ArtifactContent,
  Artifacts,
  type Caller,
  type ContentConditions,
  Queries,
  RelayedProblem,
} from '../../../adapter-kit/index.js';

/** Asks the insights realm. A data product's id is that of its artifact, which says whose it is where the client does not. */
@Injectable()
export class DataMashReads {
  constructor(
    private readonly queries: Queries,
    private readonly artifacts: Artifacts,
  ) {}

  /** Rejects with `DATA_MASH_NOT_FOUND` if there is no such data product, or only for another tenant. */
  async get(mashId: string, caller: Caller): Promise<DataMash> {
    const tenantId = caller.tenantId ?? (await this.ownerOf(mashId, caller));
    const { mash } = await this.queries.ask(GetDataMash, { mash_id: mashId }, tenantId, caller);
    return mash;
  }

  /** The bytes of the data product. Rejects with `DATA_MASH_NOT_FOUND` as `get` does. */
  async bytes(mashId: string, conditions: ContentConditions, caller: Caller): Promise<ArtifactContent> {
    await this.get(mashId, caller);
    return this.artifacts.content(mashId, conditions, caller).catch((error: unknown) => {
      throw asMashProblem(error, mashId);
    });
  }

  private async ownerOf(mashId: string, caller: Caller): Promise<string> {
    const { artifact } = await this.artifacts.get(mashId, caller).catch((error: unknown) => {
      throw asMashProblem(error, mashId);
    });
    // Bytes that no intent has named yet are nobody's data product.
    if (artifact.tenant_id === null) throw mashNotFound(mashId);
    return artifact.tenant_id;
  }
}

/** To a client there is a data product, and no artifact behind it. */
function asMashProblem(error: unknown, mashId: string): unknown {
  const isMissing = error instanceof RelayedProblem && error.problem.code === 'ARTIFACT_NOT_FOUND';
  return isMissing ? mashNotFound(mashId) : error;
}

function mashNotFound(mashId: string): ProblemError {
  return new ProblemError(
    'DATA_MASH_NOT_FOUND',
    `There is no data product "${mashId}". Its id is in the result of the execution that made it.`,
  );
}
