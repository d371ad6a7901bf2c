import { IsIn, IsISO8601, IsOptional, IsString } from 'class-validator';
import { Acted } from './acted.js';
import { Noted } from './noted.js';

export class WaitStartedData {
  /** `name#n`, n counting the waits of that name. */
  @IsString() wait!: string;
  /** The name of the signal that is waited for; a sleep has none. */
  @IsOptional() @IsString() signal?: string;
  @IsOptional() @IsISO8601() due_at?: string;
}

export class WaitEndedData extends Noted {
  @IsString() wait!: string;
  @IsIn(['timer', 'signal']) by!: 'timer' | 'signal';
  @IsOptional() @IsString() signal_id?: string;
}

export class SignalReceivedData extends Acted {
  @IsString() name!: string;
  @IsString() signal_id!: string;
  @IsOptional() payload?: unknown;
}
