import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { UploadLimit } from '../adapter-kit/upload-limit.js';
import { Environment } from './environment.js';
import { readEnvironment } from './read-environment.js';

/** The process's variables as settings. Rejects with `EnvironmentInvalid`. Nothing else reads variables. */
export async function loadEnvironment(): Promise<Environment> {
  let environment = new Environment();
  await ConfigModule.forRoot({
    ignoreEnvFile: true,
    validate: (variables) => (environment = readEnvironment(variables)),
  });
  return environment;
}

/** Makes settings injectable: all of them as `Environment`, and to adapters what concerns them. */
@Global()
@Module({})
export class EnvironmentModule {
  static of(environment: Environment): DynamicModule {
    const providers = [
      { provide: Environment, useValue: environment },
      { provide: UploadLimit, useValue: { maxBytes: environment.UPLOAD_MAX_BYTES } },
    ];
    return { module: EnvironmentModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
