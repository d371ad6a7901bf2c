import type { GiveReason, ResolveStep, ResolveUndo, SendSignal, SkipUndo, Terminate } from '@app/intent-contracts';

/** A command to an execution with what it says, as plain data: it may have to travel to the replica that holds it. */
export type Order = Command & {
  /** Who gives it, for the log; left out where nobody is known. */
  readonly actor?: string;
};

type Command =
  | ({ readonly command: 'cancel' | 'pause' } & GiveReason)
  | { readonly command: 'resume' | 'retry' | 'compensation/retry' }
  | ({ readonly command: 'terminate' } & Terminate)
  | ({ readonly command: 'signal'; readonly name: string; readonly id: string } & SendSignal)
  | ({ readonly command: 'compensation/skip' } & SkipUndo)
  | ({ readonly command: 'compensation/resolve' } & ResolveUndo)
  | ({ readonly command: 'step/resolve'; readonly step: string } & ResolveStep);
