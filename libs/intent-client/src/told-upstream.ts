import type { StreamItem, UpstreamState } from '@app/intent-contracts';

/** What one who follows has been told of the server's and Runtime's being there: every change once, whoever notices it. */
export class ToldUpstream {
  private told: UpstreamState = 'back';

  /** The item that tells of it, if it is news. */
  *tell(state: UpstreamState): Generator<StreamItem, void> {
    if (state === this.told) return;
    this.told = state;
    yield { kind: 'upstream', state };
  }
}
