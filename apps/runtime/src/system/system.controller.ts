import { Controller, Get } from '@nestjs/common';
import { SystemAnswer } from '@app/intent-contracts';
import { Documented } from '../operations/documented.js';
import { SystemService } from './system.service.js';

@Controller('api/system')
export class SystemController {
  constructor(private readonly system: SystemService) {}

  @Get()
  @Documented({
    summary: 'Which processes there are, what they can run, what is under way and how fast',
    tag: 'operations',
    access: 'admin:read',
    answers: { 200: SystemAnswer },
  })
  get(): Promise<SystemAnswer> {
    return this.system.describe();
  }
}
