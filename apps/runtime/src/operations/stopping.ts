import type { Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { TransientMap } from '../memory/transient-map.js';

/** How long answers under way may take to end. */
const ANSWERS_MS = 4_000;

/** What happens to those outside when this process is to stop: they are told first, and answered. */
@Injectable()
export class Stopping {
  /** Whether whoever asks is to ask another replica from now on. */
  announced = false;
  private readonly announcements: (() => void)[] = [];
  private readonly answers = new TransientMap<number, ServerResponse>();
  private requests = 0;
  private answered: () => void = () => undefined;

  watch(server: Server): void {
    server.on('request', (_, answer: ServerResponse) => {
      const number = (this.requests += 1);
      this.answers.set(number, answer);
      answer.once('close', () => {
        this.answers.delete(number);
        if (this.answers.size === 0) this.answered();
      });
    });
  }

  /** Calls `tell` when it is announced that this process is to stop. */
  onAnnounced(tell: () => void): void {
    this.announcements.push(tell);
  }

  /** Is not ready for `delay` milliseconds, in which proxies may notice; then takes no more, and answers whom it has. */
  async leave(server: Server, delay: number): Promise<void> {
    this.announced = true;
    for (const tell of this.announcements) tell();
    await sleep(delay);
    server.close();
    if (this.answers.size === 0) return;
    const all = new Promise<void>((resolve) => (this.answered = resolve));
    // What is held back for news is given as it stands; see PreferWait.
    for (const answer of this.answers.values()) answer.emit('stopping');
    await Promise.race([all, sleep(ANSWERS_MS)]);
  }
}
