import { Global, Module } from '@nestjs/common';
import { ArtifactsModule } from '../artifacts/artifacts.module.js';
import { QueriesModule } from '../queries/queries.module.js';
import { RealmDataAccess } from '../sagas/realm-data.js';
import { StoredRealmData } from './stored-realm-data.js';

@Global()
@Module({
  imports: [ArtifactsModule, QueriesModule],
  providers: [{ provide: RealmDataAccess, useClass: StoredRealmData }],
  exports: [RealmDataAccess],
})
export class RealmDataModule {}
