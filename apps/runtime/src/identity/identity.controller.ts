import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { CallerIdentity, RedeemedTicket, RedeemTicket, SocketTicket } from '@app/intent-contracts';
import type { Request } from 'express';
import { Documented } from '../operations/documented.js';
import { toCallerIdentity } from './access.view.js';
import { callerOf } from './identity.js';
import { Tickets } from './tickets.js';

@Controller('api')
export class IdentityController {
  constructor(private readonly tickets: Tickets) {}

  @Get('identity')
  @Documented({
    summary: 'Who you are to this server, and what you may do',
    tag: 'access',
    access: 'known',
    answers: { 200: CallerIdentity },
  })
  identity(@Req() request: Request): CallerIdentity {
    return toCallerIdentity(callerOf(request));
  }

  @Post('events/ticket')
  @Documented({
    summary: 'Get a ticket that opens one socket within 30 seconds, for clients that cannot send headers with it',
    tag: 'events',
    access: 'read',
    answers: { 201: SocketTicket },
  })
  async ticket(@Req() request: Request): Promise<SocketTicket> {
    const { ticket, expiresAt } = await this.tickets.mint(callerOf(request));
    return { ticket, expires_at: new Date(expiresAt).toISOString() };
  }

  @Post('events/ticket/redeem')
  @HttpCode(200)
  @Documented({
    summary: 'Use a ticket up, by the service credential alone, and act on behalf of whom it was for',
    tag: 'events',
    access: 'public',
    body: RedeemTicket,
    answers: { 200: RedeemedTicket },
  })
  async redeem(@Body() { ticket }: RedeemTicket): Promise<RedeemedTicket> {
    const { credential, identity } = await this.tickets.redeem(ticket);
    return { credential, identity: toCallerIdentity(identity) };
  }
}
