import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiKeyList, CreateApiKey, CreatedApiKey, Revoke } from '@app/intent-contracts';
import type { Request } from 'express';
import { Documented } from '../operations/documented.js';
import { AccessService } from './access.service.js';
import { toApiKey } from './access.view.js';
import { callerOf } from './identity.js';

/** Who may do what in the caller's tenant. */
@Controller('api/access')
export class AccessController {
  constructor(private readonly access: AccessService) {}

  @Post('key')
  @Documented({
    summary: 'Make an API key for the tenant; it is told once',
    tag: 'access',
    access: 'admin:access',
    body: CreateApiKey,
    answers: { 201: CreatedApiKey },
  })
  async makeKey(@Body() body: CreateApiKey, @Req() request: Request): Promise<CreatedApiKey> {
    const { record, key } = await this.access.makeKey(callerOf(request), body);
    return { api_key: toApiKey(record), key };
  }

  @Get('key')
  @Documented({
    summary: 'API keys of the tenant, newest first',
    tag: 'access',
    access: 'admin:access',
    answers: { 200: ApiKeyList },
  })
  async listKeys(@Req() request: Request): Promise<ApiKeyList> {
    return { api_keys: (await this.access.listKeys(callerOf(request))).map(toApiKey) };
  }

  @Delete('key/:keyId')
  @HttpCode(204)
  @Documented({
    summary: 'Revoke an API key; it is good for nothing within 30 seconds',
    tag: 'access',
    access: 'admin:access',
    answers: { 204: null },
  })
  revokeKey(@Param('keyId') keyId: string, @Req() request: Request): Promise<void> {
    return this.access.revokeKey(callerOf(request), keyId);
  }

  @Post('revocation')
  @HttpCode(204)
  @Documented({
    summary: 'Revoke an access token, or all that a subject was issued until now; within 30 seconds everywhere',
    tag: 'access',
    access: 'admin:access',
    body: Revoke,
    answers: { 204: null },
  })
  revoke(@Body() body: Revoke, @Req() request: Request): Promise<void> {
    return this.access.revoke(callerOf(request), body);
  }
}
