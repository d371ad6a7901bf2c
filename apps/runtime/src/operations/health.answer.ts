import { IsIn, IsObject } from 'class-validator';

/** What `/healthz` and `/readyz` answer: by name, what was looked at, and how it is. */
export class HealthAnswer {
  @IsIn(['ok']) status!: string;
  @IsObject() info!: Record<string, { status: string }>;
  @IsObject() error!: Record<string, { status: string }>;
  @IsObject() details!: Record<string, { status: string }>;
}
