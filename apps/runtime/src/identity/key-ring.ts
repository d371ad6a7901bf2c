import { Injectable } from '@nestjs/common';
import { ProblemError } from '@app/intent-contracts';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import { AccessStore } from '../storage/access-store.js';
import { ApiKeys } from './api-keys.js';

/** The API keys of this installation, if it has any. */
@Injectable()
export class KeyRing {
  readonly found: ApiKeys | undefined;

  constructor(store: AccessStore, { tokens }: RuntimeConfig, clock: Clock, ids: Ids) {
    const pepper = tokens?.apiKeyPepper;
    this.found = pepper === undefined ? undefined : new ApiKeys(store, pepper, clock, ids);
  }

  /** Throws `SCOPE_MISSING` where there are none. */
  get keys(): ApiKeys {
    if (this.found !== undefined) return this.found;
    throw new ProblemError('SCOPE_MISSING', 'This server has no API keys. Its operator sets API_KEY_PEPPER for them.');
  }
}
