import { Module } from '@nestjs/common';
import { ExecutionsModule } from '../executions/executions.module.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';

@Module({ imports: [ExecutionsModule], controllers: [EventsController], providers: [EventsService] })
export class EventsModule {}
