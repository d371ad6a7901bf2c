import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

/** Body of `POST …/compensation/skip`: the failed undo is left undone, and the log says why. */
export class SkipUndo {
  @IsString() @IsNotEmpty() @MaxLength(2000) reason!: string;
}

/** Body of `POST …/compensation/resolve`: the undo was done by other means, and the log says how that is known. */
export class ResolveUndo {
  @IsString() @IsNotEmpty() @MaxLength(2000) evidence!: string;
}

export const STEP_OUTCOMES = ['applied', 'not_applied'] as const;

/** Body of `POST …/step/{name}/resolve`: whether an irreversible step of unknown outcome took effect. */
export class ResolveStep {
  @IsIn(STEP_OUTCOMES) outcome!: (typeof STEP_OUTCOMES)[number];
  /** What the step would have returned; taken when `outcome` is `applied`. Any JSON. */
  @IsOptional() output?: unknown;
  @IsString() @IsNotEmpty() @MaxLength(2000) evidence!: string;
}

/** Body of `POST …/cancel` and `…/pause`: why, for the log. */
export class GiveReason {
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(2000) reason?: string;
}

/** Body of `POST …/terminate`: the execution ends at once, nothing is undone, and the log says why. */
export class Terminate {
  @IsString() @IsNotEmpty() @MaxLength(2000) reason!: string;
}

/** Body of `POST …/signal/{name}`: what somebody outside tells the execution. */
export class SendSignal {
  /** A signal of an id that was received before changes nothing; one without an id is always new. */
  @IsOptional() @IsString() @IsNotEmpty() @MaxLength(200) id?: string;
  /** Any JSON. */
  @IsOptional() payload?: unknown;
}
