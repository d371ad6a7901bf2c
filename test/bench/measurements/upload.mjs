import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../figures.mjs';
import { outputOf, startBareUpload, startExperience, startRuntime, withFolder } from '../processes.mjs';

const MIB = 2 ** 20;
const ROUNDS = 3;
const SIZES = [200, 1_024];
const LEAST = 0.5;
const BAR_MIB = 96;

/**
 * A large file through both planes, hashed, synced and accepted, beside multer writing it straight to the same disk:
 * the same client, in turn. What a plane held is the peak that the kernel kept, above what it held at first.
 */
export async function measure() {
  return withFolder(async (folder) => {
    const bareFolder = join(folder, 'bare');
    const runtime = await startRuntime({ DATA_DIR: join(folder, 'data') });
    const planes = { runtime, experience: await startExperience(runtime.url) };
    const bare = await startBareUpload({ BARE_FOLDER: bareFolder });
    const synced = await startBareUpload({ BARE_FOLDER: bareFolder, BARE_SYNC: 'true' });
    const { session } = await planes.experience.post('/v1/session', { tenant_id: 'bench', user_id: 'bench' });
    const fields = { tenant_id: session.tenant_id, session_id: session.session_id };
    await sleep(2_000);
    const idle = await everyPlane(planes, (plane) => memory(plane, 'VmRSS'));

    const rows = [];
    for (const size of SIZES) {
      const rounds = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        rounds.push({
          bare: await direct(bare, bareFolder, size, fields),
          ...(await throughPlanes(planes, size, fields)),
          synced: await direct(synced, bareFolder, size, fields),
        });
      }
      rows.push(...rowsOf(size, rounds, idle));
    }
    await Promise.all([bare, synced, planes.experience, runtime].map((server) => server.stop()));
    return rows;
  });
}

function rowsOf(size, rounds, idle) {
  const rate = (name) => median(rounds.map((round) => round[name]));
  const perSecond = (name) => `${Math.round(rate(name))} MiB/s`;
  const what = `${size} MiB uploaded through both planes`;
  const reached = rate('planes') / rate('bare');
  const held = (name, title) => {
    const most = Math.round((Math.max(...rounds.map(({ peaks }) => peaks[name])) - idle[name]) / MIB);
    const beside = `idle ${Math.round(idle[name] / MIB)} MiB`;
    const bar = `≤ ${BAR_MIB} MiB`;
    return { what: `${title}, ${size} MiB uploaded`, ours: `+ ${most} MiB`, beside, bar, met: most <= BAR_MIB };
  };
  return [
    {
      what,
      ours: perSecond('planes'),
      beside: `multer, no fsync ${perSecond('bare')}`,
      ratio: `${Math.round(reached * 100)} %`,
      bar: `≥ ${LEAST * 100} %`,
      met: reached >= LEAST,
    },
    {
      what,
      ours: perSecond('planes'),
      beside: `multer and fsync ${perSecond('synced')}`,
      ratio: `${Math.round((rate('planes') / rate('synced')) * 100)} %`,
    },
    held('runtime', 'Runtime'),
    held('experience', 'Experience'),
  ];
}

async function upload({ url }, size, fields) {
  const sent = await outputOf('upload-load.mjs', [`${url}/v1/content/upload`, size * MIB, JSON.stringify(fields)]);
  return JSON.parse(sent);
}

/** MiB a second. */
async function direct(server, folder, size, fields) {
  const { seconds } = await upload(server, size, fields);
  for (const name of await readdir(folder)) await rm(join(folder, name));
  return size / seconds;
}

/** The same, until it is accepted; and what each plane held at most. Throws if what arrived is not what was sent. */
async function throughPlanes(planes, size, fields) {
  // From here on the kernel keeps the peak anew.
  await everyPlane(planes, ({ child }) => writeFile(`/proc/${child.pid}/clear_refs`, '5'));
  const { seconds, answer, sha256 } = await upload(planes.experience, size, fields);
  const peaks = await everyPlane(planes, (plane) => memory(plane, 'VmHWM'));
  for (; ; await sleep(50)) {
    const { done, result } = await planes.experience.get(answer.links.status);
    if (done && result?.sha256 !== sha256) throw new Error(`${answer.execution_id} holds other bytes than were sent.`);
    if (done) return { planes: size / seconds, peaks };
  }
}

async function everyPlane(planes, of) {
  return { runtime: await of(planes.runtime), experience: await of(planes.experience) };
}

/** Bytes. Linux alone tells. */
async function memory({ child }, name) {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)[1]) * 1_024;
}
