import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A fenced block of a document: what stands behind the opening fence, and the text. */
interface Block {
  info: string;
  text: string;
}

/** Commands that a reader pastes, and what the document says they print; undefined where it says nothing. */
export interface Commands {
  text: string;
  shown: string | undefined;
}

function blocksOf(file: string): Block[] {
  const fenced = /^```(\S[^\n]*)\n([\s\S]*?)^```$/gm;
  return [...readFileSync(file, 'utf8').matchAll(fenced)].map(([, info = '', text = '']) => ({ info, text }));
}

/** The blocks marked `bash tour`, each with the `text` block that follows it. */
export function toursOf(file: string): Commands[] {
  const blocks = blocksOf(file);
  return blocks.flatMap(({ info, text }, index) => {
    if (info !== 'bash tour') return [];
    const next = blocks[index + 1];
    return [{ text, shown: next?.info === 'text' ? next.text : undefined }];
  });
}

/** The blocks marked `<language> file=<path>`: the files that a reader writes. */
export function filesOf(file: string): { path: string; text: string }[] {
  return blocksOf(file).flatMap(({ info, text }) => {
    const path = /^\w+ file=(\S+)$/.exec(info)?.[1];
    return path === undefined ? [] : [{ path, text }];
  });
}

/** Pastes the texts into one shell, one after the other, and returns what each of them printed. */
export async function paste(texts: string[], cwd: string): Promise<string[]> {
  const border = '=== the next block ===';
  const child = spawn('bash', ['--noprofile', '--norc'], { cwd });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  child.stdin.end(texts.map((text) => `${text}\nprintf '%s\\n' '${border}'\n`).join(''));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return printed.split(`${border}\n`).slice(0, texts.length);
}

/** What a document shows, as a pattern: `…` stands for anything within a line, and alone for any lines. */
export function patternOf(shown: string): RegExp {
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\n)*?' : `${line.split('…').map(escaped).join('.+')}\n`));
  return new RegExp(`^${lines.join('')}$`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
