import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { OwnTenantGuard } from './own-tenant.guard.js';
import { Recognition } from './recognition.js';

/** Who is calling. */
@Module({ providers: [Recognition, { provide: APP_GUARD, useClass: OwnTenantGuard }], exports: [Recognition] })
export class IdentityModule {}
