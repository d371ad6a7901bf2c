import { Logger } from '@nestjs/common';

const TOLD_EVERY_MS = 10_000;

/** Warns of what may happen a thousand times in a second, now and then, and how often it has been since. */
export class SeldomWarning {
  private readonly logger: Logger;
  private count = 0;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(context: string) {
    this.logger = new Logger(context);
  }

  /** It has happened once more. */
  happened(say: (times: number) => string): void {
    this.count += 1;
    const now = performance.now();
    if (now - this.toldAt < TOLD_EVERY_MS) return;
    this.logger.warn(say(this.count));
    this.toldAt = now;
    this.count = 0;
  }
}
