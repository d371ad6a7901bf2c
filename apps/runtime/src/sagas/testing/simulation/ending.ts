import { isTerminal } from '@app/intent-contracts';
import type { ExecutionRecord } from '../../../storage/execution-record.js';
import { resolveUncertain, submitAgain, zombieWrites } from './moves.js';
import { SIGNALS } from './program.js';
import type { Simulation } from './simulation.js';

/** How many moves an ending may take; one that takes more does not come to an end. */
const MOST = 3_000;

/** Brings everything to its end: nothing fails any more, effects answer, and operators drive what is stuck. */
export async function bringToAnEnd(sim: Simulation): Promise<void> {
  sim.tell('the end begins');
  if (sim.zombie) {
    if (sim.zombie.connection.state !== 'idle') zombieWrites(sim);
    await sim.rest();
    sim.kill(sim.zombie);
  }
  if (sim.life.stopping) {
    sim.kill(sim.life);
    await sim.begin();
  }
  sim.life.connection.failReads(0);
  for (let moves = 0; moves < MOST; moves += 1) {
    await sim.rest();
    if (sim.died) await sim.begin();
    if (flush(sim)) continue;
    if (sim.isOver()) break;
    if (!goOn(sim)) {
      sim.seen.push('nothing moves any more, and not everything has ended');
      break;
    }
  }
  if (!sim.isOver()) sim.seen.push('it does not come to an end');
  await lateAnswers(sim);
  await slotsAreFree(sim);
}

/** Lets the store do what it was asked to. Whether there was anything to do. */
function flush({ life: { connection } }: Simulation): boolean {
  if (connection.state === 'idle') return false;
  if (connection.state === 'held') connection.commit();
  connection.answer();
  return true;
}

function goOn(sim: Simulation): boolean {
  const { random, effects, time } = sim;
  const unanswered = sim.clients.submissions.filter(({ acknowledged, refused }) => acknowledged.length + refused === 0);
  if (unanswered.length > 0) {
    submitAgain(sim, random.oneOf(unanswered));
    return true;
  }
  const answerable = effects.answerable();
  if (answerable.length > 0) {
    effects.answer(random.oneOf(answerable));
    return true;
  }
  const stuck = sim.database.rows().filter((row) => isStuck(row) && !sim.clients.waitsFor(sim.life, row.executionId));
  if (stuck.length > 0 && (time.nextAt === undefined || random.chance(0.5))) {
    atRest(sim, stuck);
    drive(sim, random.oneOf(stuck));
    return true;
  }
  if (time.nextAt !== undefined && random.chance(0.9)) {
    time.advance();
    return true;
  }
  const [hanging] = effects.open;
  if (hanging) {
    effects.answer(hanging);
    return true;
  }
  if (time.nextAt === undefined) return false;
  time.advance();
  return true;
}

/**
 * Nothing is being written and nobody is called: what rests must be held by nobody. After a failure of the store it may
 * be held until it has been read again.
 */
function atRest(sim: Simulation, stuck: readonly ExecutionRecord[]): void {
  if (sim.lives[sim.life.number - 1]!.disturbed) return;
  for (const { executionId, status, owner } of stuck) {
    const busy = [...sim.effects.open].some(({ call }) => call.executionId === executionId);
    if (owner !== null && !busy) sim.seen.push(`${executionId} is ${status} and holds a slot all the same`);
  }
}

function isStuck({ status }: ExecutionRecord): boolean {
  return status === 'paused' || status === 'compensation_failed' || status === 'waiting';
}

/** What an operator does about one that goes on only when somebody says so. */
function drive(sim: Simulation, { executionId, status, pauseReason }: ExecutionRecord): void {
  const { random, clients, life } = sim;
  sim.tell(`drive ${executionId}, which is ${status} ${pauseReason ?? ''}`);
  if (status === 'paused') {
    sim.mark(`paused: ${pauseReason}`);
    if (pauseReason === 'history_mismatch') sim.seen.push(`${executionId} does not follow its history`);
    if (pauseReason === 'uncertain') resolveUncertain(sim, executionId);
    else if (random.chance(0.7)) clients.retry(life, executionId);
    else if (random.chance(0.9)) clients.resume(life, executionId);
    else clients.cancel(life, executionId);
  } else if (status === 'waiting') {
    const id = `sig-${clients.signals.length}`;
    clients.signal(life, executionId, random.oneOf(SIGNALS), id);
  } else {
    sim.mark('undo parked');
    const step = parkedStep(sim, executionId);
    const way = random.oneOf(['retry', 'skip', 'resolve'] as const);
    sim.mark(`parked undo: ${way}`);
    if (way === 'skip') clients.skipUndo(life, executionId);
    else if (way === 'resolve') clients.resolveUndo(life, executionId);
    else {
      sim.effects.mend(executionId, step);
      clients.retryUndo(life, executionId);
    }
  }
}

function parkedStep(sim: Simulation, executionId: string): string {
  for (const { type, data } of sim.database.log(executionId).reverse()) {
    if (type === 'execution.compensation_failed') return data.step;
  }
  return '';
}

/** What nobody waits for any more is answered: nothing may come of it. */
async function lateAnswers(sim: Simulation): Promise<void> {
  for (const effect of sim.effects.open) sim.effects.answer(effect);
  for (let turn = 0; turn < 5; turn += 1) {
    await sim.rest();
    flush(sim);
    sim.time.advance();
  }
  await sim.rest();
}

/** When everything has ended every slot can be had. */
async function slotsAreFree(sim: Simulation): Promise<void> {
  const { life, profile } = sim;
  if (!sim.database.rows().every(({ status }) => isTerminal(status))) return;
  // A look for work that is under way is over first.
  for (let turn = 0; turn < 5 && flush(sim); turn += 1) await sim.rest();
  let free = 0;
  while (free <= profile.slots && life.engine.reserve() !== undefined) free += 1;
  for (let count = 0; count < free; count += 1) life.engine.forgo();
  if (free !== profile.slots) sim.seen.push(`of ${profile.slots} slots ${free} are free when everything has ended`);
}
