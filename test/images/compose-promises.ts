import { parse } from 'yaml';
import { Environment as ExperienceSettings } from '../../apps/experience/src/config/environment.js';
import { Environment as RuntimeSettings } from '../../apps/runtime/src/config/runtime-config.js';
import type { Plane } from './dockerfile.js';

interface Service {
  build: { dockerfile: string };
  environment: Record<string, string>;
  ports: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
}

const SETTINGS: Record<Plane, object> = { runtime: new RuntimeSettings(), experience: new ExperienceSettings() };

/** What an operator may rely on in what the compose file starts and this one does not keep. */
export function brokenComposePromises(compose: string): string[] {
  const { services, volumes } = parse(compose, { merge: true }) as {
    services: Record<Plane, Service>;
    volumes: object;
  };
  const { runtime, experience } = services;
  const each = (promise: (service: Service, plane: Plane) => boolean) =>
    promise(runtime, 'runtime') && promise(experience, 'experience');
  const runtimeUrl = new URL(experience.environment['RUNTIME_URL'] ?? '');

  const promises: Record<string, boolean> = {
    'builds each plane from its own file': each(({ build }, plane) => build.dockerfile === `Dockerfile.${plane}`),
    'is reachable from this machine alone': each(({ ports }) => ports.every((port) => port.startsWith('127.0.0.1:'))),
    'can write nowhere but on volumes': each(({ read_only }) => read_only === true),
    'has no privilege and can get none': each(
      ({ cap_drop, security_opt }) =>
        cap_drop?.join() === 'ALL' && security_opt?.includes('no-new-privileges:true') === true,
    ),
    'comes back after a crash': each(({ restart }) => restart === 'unless-stopped'),
    'sets what the planes read': each(({ environment }, plane) =>
      Object.keys(environment).every((name) => name in SETTINGS[plane]),
    ),
    'lets Experience find Runtime, once it is up':
      runtimeUrl.host === 'runtime:8000' &&
      (runtime.environment['ALLOWED_HOSTS'] ?? '').split(',').includes(runtimeUrl.hostname) &&
      experience.depends_on?.['runtime']?.condition === 'service_healthy',
    'keeps data and scratch files on volumes that outlive a container': ['/data', '/tmp'].every((place) =>
      runtime.volumes?.some((volume) => {
        const [name = '', target] = volume.split(':');
        return target === place && name in volumes;
      }),
    ),
  };
  return Object.keys(promises).filter((promise) => !promises[promise]);
}
