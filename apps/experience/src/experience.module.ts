import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { EnvironmentModule } from './config/environment.module.js';
import type { Environment } from './config/environment.js';
import { IdentityModule } from './identity/identity.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { RuntimeClientModule } from './runtime-client/runtime-client.module.js';

/** The composition root: settings, the door to Runtime, and whichever adapters deliver. */
@Module({})
export class ExperienceModule {
  static of(environment: Environment, adapters: readonly Type[]): DynamicModule {
    return {
      // Adapters before operations: whose home page it is, is theirs to say.
      module: ExperienceModule,
      imports: [EnvironmentModule.of(environment), RuntimeClientModule, IdentityModule, ...adapters, OperationsModule],
    };
  }
}
