import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import { tableLines } from './table.mjs';

const WIDTH = 80;
const MARGIN = '   ';

/** Long enough for the eye to follow, and to read a sentence. */
const LINE_MS = 70;
const BREATH_MS = 600;

/** Where the demo is seen: lines of at most eighty columns, one below the other, whatever the terminal can do. */
export class Stage {
  isMuted = false;

  constructor(output) {
    this.output = output;
    /** Whether somebody looks on, and needs the time to read. */
    this.isWatched = output.isTTY === true;
    // Asked of the terminal, which knows of NO_COLOR and TERM; what is no terminal has no colours.
    this.hasColors = output.hasColors?.() ?? false;
  }

  /** The heading of what comes next. */
  heading(text) {
    this.line();
    this.line(this.paint('bold', text));
    this.line();
  }

  /** A sentence or more, as a paragraph. */
  say(text) {
    for (const line of wrapped(text, WIDTH - MARGIN.length)) this.line(MARGIN + line);
    this.line();
  }

  /** What somebody would type for what happens next. */
  command(...lines) {
    for (const [index, line] of lines.entries()) {
      this.line(this.paint('cyan', `${MARGIN}${index === 0 ? '$ ' : '    '}${line}`));
    }
    this.line();
  }

  /** What a command was answered, under the name by which later ones call it. */
  variable(name, value) {
    this.line(`${MARGIN}${name}=${value}`);
  }

  /** One line of what is seen. */
  async show(text, color) {
    this.line(color ? this.paint(color, MARGIN + text) : MARGIN + text);
    if (this.isWatched) await sleep(LINE_MS);
  }

  /** Time to read. Never between what is asked for and what comes of it: that is shown as it comes. */
  async breathe() {
    if (this.isWatched) await sleep(BREATH_MS);
  }

  async table(heads, rows) {
    const [first, ...others] = tableLines(heads, rows, WIDTH - MARGIN.length);
    this.line(this.paint('dim', MARGIN + first));
    for (const line of others) await this.show(line);
    this.line();
  }

  line(text = '') {
    if (!this.isMuted) this.output.write(`${text}\n`);
  }

  /** Leaves out the pauses. */
  hurry() {
    this.isWatched = false;
  }

  /** Says nothing more, whatever is still under way. */
  mute() {
    this.isMuted = true;
  }

  paint(color, text) {
    return this.hasColors ? styleText(color, text) : text;
  }
}

function wrapped(text, width) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
