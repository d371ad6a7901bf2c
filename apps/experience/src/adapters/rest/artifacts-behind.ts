import type { LineageAnswer, ProblemError } from '@app/intent-contracts';
import {
  type ArtifactContent,
  type Artifacts,
  type Caller,
  type ContentConditions,
  RelayedProblem,
} from '../../adapter-kit/index.js';

/**
 * The artifacts behind what clients know by another name and by the same id. One that is not there is told as `notFound`
 * says.
 */
export class ArtifactsBehind {
  constructor(
    private readonly artifacts: Artifacts,
    private readonly notFound: (id: string) => ProblemError,
  ) {}

  /** Whose it is: that of the caller if one is named, else the artifact's. */
  async tenantOf(id: string, caller: Caller): Promise<string> {
    if (caller.tenantId !== undefined) return caller.tenantId;
    const { artifact } = await this.told(id, this.artifacts.get(id, caller));
    // Bytes that no intent has named yet are nobody's.
    if (artifact.tenant_id === null) throw this.notFound(id);
    return artifact.tenant_id;
  }

  content(id: string, conditions: ContentConditions, caller: Caller): Promise<ArtifactContent> {
    return this.told(id, this.artifacts.content(id, conditions, caller));
  }

  lineage(id: string, caller: Caller): Promise<LineageAnswer> {
    return this.told(id, this.artifacts.lineage(id, caller));
  }

  private told<Answer>(id: string, answer: Promise<Answer>): Promise<Answer> {
    return answer.catch((error: unknown) => {
      const isMissing = error instanceof RelayedProblem && error.problem.code === 'ARTIFACT_NOT_FOUND';
      throw isMissing ? this.notFound(id) : error;
    });
  }
}
