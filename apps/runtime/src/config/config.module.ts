import { Global, Module, type DynamicModule } from '@nestjs/common';
import { RuntimeConfig } from './runtime-config.js';

/** Makes the settings of the process injectable. */
@Global()
@Module({})
export class ConfigModule {
  static of(config: RuntimeConfig): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: RuntimeConfig, useValue: config }],
      exports: [RuntimeConfig],
    };
  }
}
