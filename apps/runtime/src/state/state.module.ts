import { Module } from '@nestjs/common';
import { SessionsModule } from '../sessions/sessions.module.js';
import { StateController } from './state.controller.js';
import { StateService } from './state.service.js';

@Module({ imports: [SessionsModule], controllers: [StateController], providers: [StateService] })
export class StateModule {}
