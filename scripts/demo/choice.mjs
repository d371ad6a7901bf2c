import { parseArgs } from 'node:util';
import { DemoFailed } from './demo-failed.mjs';

/** What was asked for: `npm run demo -- [--fast] [number of an act …]`. Throws if there is no such thing. */
export function choiceOf(args, acts) {
  const known = { options: { fast: { type: 'boolean', default: false } }, allowPositionals: true };
  const whatToDo = `Write npm run demo, or choose acts by their numbers from 1 to ${acts.length}: npm run demo -- 5 6\n--fast leaves out the pauses.`;
  let parsed;
  try {
    parsed = parseArgs({ args, ...known });
  } catch (error) {
    throw new DemoFailed(error.message, whatToDo);
  }
  const unknown = parsed.positionals.find((number) => !acts[number - 1]);
  if (unknown !== undefined) throw new DemoFailed(`There is no act ${unknown}.`, whatToDo);
  const isChosen = (_, index) => parsed.positionals.length === 0 || parsed.positionals.includes(String(index + 1));
  return {
    isFast: parsed.values.fast,
    acts: acts.map((act, index) => ({ ...act, number: index + 1 })).filter(isChosen),
  };
}
