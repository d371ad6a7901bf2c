import { Global, Module } from '@nestjs/common';
import { QuotasService } from './quotas.service.js';

/** What each tenant may have. */
@Global()
@Module({ providers: [QuotasService], exports: [QuotasService] })
export class QuotasModule {}
