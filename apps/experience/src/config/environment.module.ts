import { Global, Module, type DynamicModule } from '@nestjs/common';
import { StreamSettings } from '../adapter-kit/stream-settings.js';
import { UploadLimit } from '../adapter-kit/upload-limit.js';
import { Environment } from './environment.js';

/** Makes settings injectable: all of them as `Environment`, and to adapters what concerns them. */
@Global()
@Module({})
export class EnvironmentModule {
  static of(environment: Environment): DynamicModule {
    const providers = [
      { provide: Environment, useValue: environment },
      { provide: StreamSettings, useValue: { heartbeatMs: environment.STREAM_HEARTBEAT_MS } },
      { provide: UploadLimit, useValue: { maxBytes: environment.UPLOAD_MAX_BYTES } },
    ];
    return { module: EnvironmentModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}
