/**
 * Gives one contestant its turn in a process of its own, so that each begins equally cold and none runs beside another,
 * and prints its rate, its p50 one at a time and how it keeps things, as JSON.
 * Usage: node turn.mjs <contestant> <options as JSON>. A contestant is a module whose `start` resolves to
 * `carryOut(number)`, `check(count)`, which throws unless the orders 1 to `count` are found to be done, `stop()`,
 * `durability`, and where jobs are acknowledged after they were carried out `settled()`.
 */
import { atOnce } from './at-once.mjs';
import { median } from './figures.mjs';

const WARM_UP_MS = 2_000;

const [file, json] = process.argv.slice(2);
const { jobs, singles, clients, ...options } = JSON.parse(json);
const { start } = await import(file);

const contestant = await start(options);
const settled = () => contestant.settled?.();
let carriedOut = 0;
const next = () => contestant.carryOut((carriedOut += 1));

// By time, not by number: whoever is fast would otherwise be measured while it is still being compiled.
const warm = performance.now() + WARM_UP_MS;
await atOnce(clients, clients, async () => {
  while (performance.now() < warm) await next();
});
await settled();
const begin = performance.now();
await atOnce(clients, jobs, next);
await settled();
const seconds = (performance.now() - begin) / 1_000;

const latencies = [];
await atOnce(1, singles, async () => {
  const sent = performance.now();
  await next();
  latencies.push(performance.now() - sent);
});
await settled();
await contestant.check(carriedOut);
console.log(JSON.stringify({ rate: jobs / seconds, p50: median(latencies), durability: contestant.durability }));
await contestant.stop();
