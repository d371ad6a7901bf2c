import { median, milliseconds } from '../figures.mjs';
import { startBarePost, startRuntime, withFolder } from '../processes.mjs';

const ROUNDS = 7;
const BAR_MS = 1_500;
const BAR_MIB = 150;

/** From spawning the process to its first answer, and what it holds then, beside a Nest app that does nothing. */
export async function measure() {
  return withFolder(async (folder) => {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const bare = await look(await startBarePost());
      rounds.push({ bare, runtime: await look(await startRuntime({ DATA_DIR: folder })) });
    }
    const of = (name, figure) => median(rounds.map((round) => round[name][figure]));
    const times = ['runtime', 'bare'].map((name) => of(name, 'time'));
    const memory = ['runtime', 'bare'].map((name) => of(name, 'memory'));
    return [
      {
        what: 'Runtime, start to ready',
        ours: milliseconds(times[0]),
        beside: `bare Nest app ${milliseconds(times[1])}`,
        ratio: `${(times[0] / times[1]).toFixed(1)} ×`,
        bar: `≤ ${milliseconds(BAR_MS)}`,
        met: times[0] <= BAR_MS,
      },
      {
        what: 'Runtime, idle memory',
        ours: `${memory[0]} MiB`,
        beside: `bare Nest app ${memory[1]} MiB`,
        ratio: `${(memory[0] / memory[1]).toFixed(1)} ×`,
        bar: `≤ ${BAR_MIB} MiB`,
        met: memory[0] <= BAR_MIB,
      },
    ];
  });
}

async function look(server) {
  const found = { time: server.startedIn, memory: await server.memory() };
  await server.stop();
  return found;
}
