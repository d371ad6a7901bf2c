import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../processes/planes.js';
import { copiesOf, environmentOf, said, stagesOf, wordsOf, type Plane } from './dockerfile.js';

const BASE = 'node:24-bookworm-slim';

function manifests(): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: object };
  const workspaces = Object.keys(lock.packages).filter((place) => place !== '' && !place.includes('node_modules/'));
  return ['package.json', 'package-lock.json', ...workspaces.map((workspace) => `${workspace}/package.json`)];
}

/** What an operator may rely on in an image of this plane and this file does not keep. */
export function brokenImagePromises(dockerfile: string, plane: Plane): string[] {
  const stages = stagesOf(dockerfile);
  const last = stages.at(-1)!;
  const deps = stages.find(({ name }) => name === 'deps');
  const installing = stages.filter((stage) => said(stage, 'RUN').some((command) => command.startsWith('npm ci')));
  const other = plane === 'runtime' ? 'experience' : 'runtime';
  const copies = copiesOf(last);

  const promises: Record<string, boolean> = {
    'is made on one base alone': stages.every((stage) => said(stage, 'FROM')[0]?.split(' ')[0] === BASE),
    'does not run as root, which Kubernetes can tell': /^[1-9]\d*:[1-9]\d*$/.test(said(last, 'USER').at(-1) ?? ''),
    'has an init as process 1, which tells the plane alone to stop':
      said(last, 'RUN').some((command) => /apt-get install .*\btini\b/.test(command)) &&
      wordsOf(last, 'ENTRYPOINT').join(' ') === 'tini --',
    'is not reachable from outside unless told to be': Object.keys(environmentOf(last)).every(
      (name) => !/_HOST|^AUTH_|^ALLOWED_/.test(name),
    ),
    'installs what the plane needs in production, by the lock file':
      deps !== undefined &&
      said(deps, 'RUN').some(
        (command) =>
          /^npm ci .*--omit=dev/.test(command) &&
          command.includes('--ignore-scripts') &&
          command.endsWith(`-w @symphainy/${plane}`),
      ) &&
      copies.some(({ from, sources }) => from === 'deps' && sources.includes('/app/node_modules')),
    'keeps installed packages until a manifest changes':
      deps !== undefined && copiesOf(deps).every(({ sources }) => sources.every((source) => source.endsWith('.json'))),
    'gives npm every manifest of the lock file': installing.every((stage) => {
      const given = copiesOf(stage).flatMap(({ sources }) => sources);
      return manifests().every((manifest) => given.includes(manifest));
    }),
    'holds what was built and installed for the plane, and nothing else':
      copies.every(({ from }) => from !== undefined) &&
      copies
        .flatMap(({ sources }) => sources)
        .every((source) => !source.includes(other) && /\/(node_modules|dist|package\.json)$/.test(source)),
    'keeps its data on a volume':
      plane === 'experience' || said(last, 'VOLUME').includes(environmentOf(last)['DATA_DIR']!),
  };
  return Object.keys(promises).filter((promise) => !promises[promise]);
}
