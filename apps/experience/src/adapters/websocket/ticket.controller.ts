import { Controller, Post } from '@nestjs/common';
import { SocketTicket } from '@app/intent-contracts';
import { type Caller, Documented, FromCaller, Identities } from '../../adapter-kit/index.js';

/** Tickets for browsers, which cannot send headers with an upgrade. */
@Controller('v1/live/ticket')
export class TicketController {
  constructor(private readonly identities: Identities) {}

  @Post()
  @Documented({
    summary: 'Get a ticket that opens one socket within 30 seconds: `/v1/live?ticket=…`',
    tag: 'events',
    answers: { 201: SocketTicket },
  })
  async mint(@FromCaller() caller: Caller): Promise<SocketTicket> {
    return (await this.identities.ticket(caller)).body;
  }
}
