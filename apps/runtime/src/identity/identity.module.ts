import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RuntimeConfig } from '../config/runtime-config.js';
import { Clock } from '../determinism/clock.js';
import { Ids } from '../determinism/ids.js';
import { AccessStore } from '../storage/access-store.js';
import { AccessController } from './access.controller.js';
import { AccessGuard } from './access.guard.js';
import { AccessService } from './access.service.js';
import { Authenticator, OpenAuthenticator } from './authenticator.js';
import { IdentityController } from './identity.controller.js';
import { KeyRing } from './key-ring.js';
import { Revocations } from './revocations.js';
import { SignedPasses } from './signed-passes.js';
import { NoTickets, SignedTickets, Tickets } from './tickets.js';
import { TokenAuthenticator } from './token-authenticator.js';
import { TokenVerifier } from './token-verifier.js';

function authenticator(
  { tokens: settings }: RuntimeConfig,
  { found: keys }: KeyRing,
  revocations: Revocations,
  clock: Clock,
): Authenticator {
  if (settings === undefined) return new OpenAuthenticator();
  const tokens = new TokenVerifier(settings);
  const passes = new SignedPasses(settings.serviceToken);
  return new TokenAuthenticator(settings, { tokens, keys, passes, revocations, clock });
}

function tickets(
  { tokens }: RuntimeConfig,
  store: AccessStore,
  revocations: Revocations,
  clock: Clock,
  ids: Ids,
): Tickets {
  if (tokens === undefined) return new NoTickets();
  return new SignedTickets(new SignedPasses(tokens.serviceToken), store, revocations, clock, ids);
}

/** Who is calling, and what they may do. */
@Global()
@Module({
  controllers: [IdentityController, AccessController],
  providers: [
    KeyRing,
    Revocations,
    AccessService,
    { provide: Authenticator, useFactory: authenticator, inject: [RuntimeConfig, KeyRing, Revocations, Clock] },
    { provide: Tickets, useFactory: tickets, inject: [RuntimeConfig, AccessStore, Revocations, Clock, Ids] },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator],
})
export class IdentityModule {}
