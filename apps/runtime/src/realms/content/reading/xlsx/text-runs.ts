import { unescaped } from './cell-text.js';

/** Collects a text that is written in runs, each with a look of its own. How it is pronounced is no part of it. */
export class TextRuns {
  private runs = '';
  private isOpen = false;
  private pronunciations = 0;

  /** Characters so far. */
  get length(): number {
    return this.runs.length;
  }

  open(name: string): void {
    if (name === 't') this.isOpen = this.pronunciations === 0;
    else if (name === 'rPh') this.pronunciations++;
  }

  close(name: string): void {
    if (name === 't') this.isOpen = false;
    else if (name === 'rPh') this.pronunciations--;
  }

  add(text: string): void {
    if (this.isOpen) this.runs += text;
  }

  /** The text as a whole; the next one begins. */
  take(): string {
    const text = unescaped(this.runs);
    this.runs = '';
    return text;
  }
}
