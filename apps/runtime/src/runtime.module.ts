import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import type { RuntimeConfig } from './config/runtime-config.js';
import { DeterminismModule } from './determinism/determinism.module.js';
import { EventsModule } from './events/events.module.js';
import { ExecutionsModule } from './executions/executions.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { IntentsModule } from './intents/intents.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { QueriesModule } from './queries/queries.module.js';
import { QuotasModule } from './quotas/quotas.module.js';
import { RealmDataModule } from './realm-data/realm-data.module.js';
import { ContentRealm } from './realms/content/content.realm.js';
import { InsightsRealm } from './realms/insights/insights.realm.js';
import { SagasModule } from './sagas/sagas.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { StateModule } from './state/state.module.js';
import { StorageModule } from './storage/storage.module.js';
import { SystemModule } from './system/system.module.js';

/** The realms that come with the product. */
const BUILT_IN: readonly Type[] = [ContentRealm, InsightsRealm];

/** The composition root, and the only file that names realms. */
@Module({})
export class RuntimeModule {
  static of(config: RuntimeConfig, realms: readonly Type[]): DynamicModule {
    return {
      module: RuntimeModule,
      imports: [
        ConfigModule.of(config),
        DeterminismModule,
        StorageModule,
        IdentityModule,
        QuotasModule,
        RealmDataModule,
        SagasModule,
        SessionsModule,
        StateModule,
        IntentsModule,
        ExecutionsModule,
        EventsModule,
        QueriesModule,
        SystemModule,
        OperationsModule,
        ...BUILT_IN,
        ...realms,
      ],
    };
  }
}
