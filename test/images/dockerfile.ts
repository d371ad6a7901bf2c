import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';

export type Plane = 'runtime' | 'experience';

export interface Instruction {
  keyword: string;
  text: string;
}

/** The instructions from one `FROM` to the next. */
export interface Stage {
  /** What other stages call it by; empty for the last. */
  name: string;
  instructions: Instruction[];
}

export const dockerfileOf = (plane: Plane): string => readFileSync(join(ROOT, `Dockerfile.${plane}`), 'utf8');

export function stagesOf(dockerfile: string): Stage[] {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(Boolean);
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, keyword = '', text = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') stages.push({ name: / AS (\S+)$/.exec(text)?.[1] ?? '', instructions: [] });
    stages.at(-1)?.instructions.push({ keyword, text });
  }
  return stages;
}

/** What the instructions of one kind say. */
export function said({ instructions }: Stage, keyword: string): string[] {
  return instructions.filter((instruction) => instruction.keyword === keyword).map(({ text }) => text);
}

/** A copy from another stage: from which, what and where to. */
export interface Copy {
  from: string | undefined;
  sources: string[];
  target: string;
}

export function copiesOf(stage: Stage): Copy[] {
  return said(stage, 'COPY').map((text) => {
    const words = text.split(/\s+/);
    const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
    return { from, sources: words.slice(0, -1), target: words.at(-1) ?? '' };
  });
}

/** The variables that the image sets. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = said(stage, 'ENV').flatMap((text) => text.split(/\s+/).map((pair) => pair.split('=')));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}

/** A command that is given as a list of words, as it is where no shell is to stand in between. */
export function wordsOf(stage: Stage, keyword: 'ENTRYPOINT' | 'CMD' | 'HEALTHCHECK'): string[] {
  const text = said(stage, keyword).at(-1) ?? '';
  return JSON.parse(text.slice(text.indexOf('['))) as string[];
}
