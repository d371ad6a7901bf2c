import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import { QueryAnswer, QueryTypes, SubmitQuery } from '@app/intent-contracts';
import type { Response } from 'express';
import { Documented } from '../operations/documented.js';
import { QueriesService } from './queries.service.js';
import { QueryRegistry } from './query-registry.js';

@Controller('api/query')
export class QueriesController {
  constructor(
    private readonly queries: QueriesService,
    private readonly registry: QueryRegistry,
  ) {}

  @Get('types')
  @Documented({ summary: 'What can be asked', tag: 'queries', access: 'read', answers: { 200: QueryTypes } })
  types(): QueryTypes {
    return { query_types: this.registry.catalogue() };
  }

  @Post('submit')
  @HttpCode(200)
  @Documented({
    summary: 'Ask something that changes nothing',
    tag: 'queries',
    access: { scope: 'queries:ask', typeIn: 'query_type', tenantInBody: true },
    body: SubmitQuery,
    answers: { 200: QueryAnswer },
  })
  async submit(@Body() body: SubmitQuery, @Res() response: Response): Promise<void> {
    const answer = await this.queries.ask(body, (end) => void response.once('close', end));
    response.type('application/json').send(`{"result":${answer}}`);
  }
}
