import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Environment as ExperienceSettings } from '../../apps/experience/src/config/environment.js';
import { RUNTIME_VARIABLES } from '../../apps/experience/src/config/runtime-variables.js';
import { OTHERS_VARIABLES } from '../../apps/runtime/src/config/others-variables.js';
import { Environment as RuntimeSettings } from '../../apps/runtime/src/config/runtime-config.js';
import { ROOT } from '../processes/planes.js';

/** Variables and defaults as the README's table has them. */
function documented(): Record<string, string> {
  const rows = readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^\| `([A-Z0-9_]+)` +\| (\S+) +\|/gm);
  return Object.fromEntries([...rows].map(([, name, value]) => [name, value?.replaceAll('`', '')]));
}

/** Variables and defaults as the planes have them. */
function actual(): Record<string, string> {
  const settings: object = { ...new RuntimeSettings(), ...new ExperienceSettings() };
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value) || 'none']));
}

describe('the settings in the README', () => {
  it('are those that the planes read, with the defaults that they have', () => {
    expect(documented()).toEqual(actual());
  });

  it('are known to both planes by name, whichever reads them: what is the other one’s is not misspelt', () => {
    const [runtime, experience] = [Object.keys(new RuntimeSettings()), Object.keys(new ExperienceSettings())];
    const alone = (own: string[], others: string[]): string[] => own.filter((name) => !others.includes(name));

    expect([...RUNTIME_VARIABLES].toSorted()).toEqual(alone(runtime, experience).toSorted());
    // Runtime does not know whose they are.
    const looksForeign = (name: string): boolean => name.startsWith('EXPERIENCE_');
    expect([...OTHERS_VARIABLES].toSorted()).toEqual(
      alone(experience, runtime)
        .filter((name) => !looksForeign(name))
        .toSorted(),
    );
  });
});
