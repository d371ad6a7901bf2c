import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Execution } from '@app/intent-contracts';
import { PlaneClient, send } from '../processes/plane-client.js';
import type { PlaneProcess } from '../processes/plane-process.js';
import { ROOT } from '../processes/planes.js';
import { temporaryFolder } from '../processes/temporary-folder.js';
import { AssembledImage } from './assembled-image.js';
import { brokenComposePromises } from './compose-promises.js';
import { dockerfileOf, type Plane } from './dockerfile.js';
import { brokenImagePromises } from './image-promises.js';

const PLANES: Plane[] = ['runtime', 'experience'];
const compose = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');

/** The text with one thing in it that is not as it should be. */
function spoiled(text: string, [good, bad]: readonly [RegExp, string]): string {
  const result = text.replace(good, bad);
  if (result === text) throw new Error(`There is no ${good} to be spoiled.`);
  return result;
}

describe.each(PLANES)('the image of %s', (plane) => {
  it('keeps what it promises to whoever runs it', () => {
    expect(brokenImagePromises(dockerfileOf(plane), plane)).toEqual([]);
  });

  it.each([
    ['is made on one base alone', [/bookworm-slim\nLABEL/, 'alpine\nLABEL']],
    ['does not run as root, which Kubernetes can tell', [/^USER .*\n/m, '']],
    ['does not run as root, which Kubernetes can tell', [/^USER .*\n/m, 'USER node\n']],
    ['has an init as process 1, which tells the plane alone to stop', [/"tini", "--"/, '"tini", "-g", "--"']],
    ['is not reachable from outside unless told to be', [/^ENV /m, `ENV ${plane.toUpperCase()}_HOST=0.0.0.0 `]],
    ['installs what the plane needs in production, by the lock file', [/ --omit=dev/, '']],
    ['keeps installed packages until a manifest changes', [/(AS deps\nWORKDIR \/app\n)/, '$1COPY libs libs\n']],
    ['gives npm every manifest of the lock file', [/^COPY libs.*package\.json.*\n/m, '']],
    ['holds what was built and installed for the plane, and nothing else', [/\/dist apps\//, '/src apps/']],
    ['holds what was built and installed for the plane, and nothing else', [/^EXPOSE/m, 'COPY libs libs\nEXPOSE']],
  ] as const)('%s: one that does not is caught (%#)', (promise, flaw) => {
    expect(brokenImagePromises(spoiled(dockerfileOf(plane), flaw), plane)).toContain(promise);
  });
});

describe('docker compose up', () => {
  it('starts what keeps its promises to whoever runs it', () => {
    expect(brokenComposePromises(compose)).toEqual([]);
  });

  it.each([
    ['is reachable from this machine alone', [/127\.0\.0\.1:\$\{RUNTIME_PORT/, '${RUNTIME_PORT']],
    ['can write nowhere but on volumes', [/read_only: true/, 'read_only: false']],
    ['has no privilege and can get none', [/\[ALL\]/, '[NET_RAW]']],
    ['comes back after a crash', [/restart: unless-stopped/, "restart: 'no'"]],
    ['sets what the planes read', [/LOG_LEVEL:/, 'LOGLEVEL:']],
    ['lets Experience find Runtime, once it is up', [/ALLOWED_HOSTS: runtime,/, 'ALLOWED_HOSTS: ']],
    ['keeps data and scratch files on volumes that outlive a container', [/- data:\/data\n/, '']],
  ] as const)('%s: one that does not is caught (%#)', (promise, flaw) => {
    expect(brokenComposePromises(spoiled(compose, flaw))).toContain(promise);
  });
});

describe('what the images hold', () => {
  const started: PlaneProcess[] = [];
  afterAll(() => Promise.all(started.map((plane) => plane.kill())));

  it('is enough for both planes to take in a file together, and their health checks tell who lives', async () => {
    const runtime = await new AssembledImage('runtime').process({ DATA_DIR: temporaryFolder('data') });
    const experience = await new AssembledImage('experience').process({ RUNTIME_URL: runtime.url });
    started.push(runtime, experience);
    await Promise.all([runtime.start(), experience.start()]);

    const session = await new PlaneClient(`${runtime.url}/api`).session();
    const form = new FormData();
    form.append('tenant_id', session.tenant_id);
    form.append('session_id', session.session_id);
    form.append('file', new Blob(['id,name\n1,Ann\n2,Bo\n']), 'people.csv');
    const headers = { prefer: 'wait=20' };
    const { body } = await send<Execution>('POST', `${experience.url}/v1/content/upload`, { body: form, headers });
    expect(body).toMatchObject({ status: 'succeeded', result: { kind: 'table', filename: 'people.csv' } });

    const page = await send('GET', `${experience.url}/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await Promise.all([runtime.health(), experience.health()])).toEqual([0, 0]);
    await runtime.stop();
    // Experience cannot serve now, but it lives: to restart it would end the streams of its clients for nothing.
    expect(await Promise.all([runtime.health(), experience.health()])).toEqual([1, 0]);
  });

  it('catches a file that leaves out what its plane needs', async () => {
    const withoutPackages = spoiled(dockerfileOf('runtime'), [/^COPY --from=deps .*\n/m, '']);
    const runtime = await new AssembledImage('runtime', withoutPackages).process({ DATA_DIR: temporaryFolder('data') });
    started.push(runtime);

    await expect(runtime.start()).rejects.toThrow(/Cannot find package/);
  });
});
