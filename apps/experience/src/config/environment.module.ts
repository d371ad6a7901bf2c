import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DeliverySettings } from '../adapter-kit/delivery-settings.js';
import { StreamSettings } from '../adapter-kit/stream-settings.js';
import { UploadLimit } from '../adapter-kit/upload-limit.js';
import { isLoopback } from '../identity/loopback.js';
import { Environment } from './environment.js';

/** Makes settings injectable: all of them as `Environment`, and to adapters what concerns them. */
@Global()
@Module({})
export class EnvironmentModule {
  static of(environment: Environment): DynamicModule {
    const providers = [
      { provide: Environment, useValue: environment },
      { provide: StreamSettings, useValue: { heartbeatMs: environment.STREAM_HEARTBEAT_MS } },
      { provide: DeliverySettings, useValue: deliverySettings(environment) },
      { provide: UploadLimit, useValue: { maxBytes: environment.UPLOAD_MAX_BYTES } },
    ];
    return { module: EnvironmentModule, providers, exports: providers.map(({ provide }) => provide) };
  }
}

function deliverySettings(environment: Environment): DeliverySettings {
  const { EXPERIENCE_ADAPTERS: adapters, AUTH_MODE: authMode, AUTH_OIDC_CLIENT_ID: clientId } = environment;
  // Only the mode that asks for tokens has an issuer.
  const { AUTH_ISSUER: issuer, AUTH_OIDC_ORIGINS: origins } = environment;
  return {
    adapters,
    authMode,
    openNetwork: authMode === 'open' && !isLoopback(environment.EXPERIENCE_HOST),
    oidc: issuer !== '' && clientId !== '' ? { issuer, clientId, origins } : undefined,
  };
}
