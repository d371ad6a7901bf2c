import { Adapter } from '../../adapter-kit/index.js';
import { LiveGateway } from './live.gateway.js';
import { TicketController } from './ticket.controller.js';

/** Delivery of events over WebSocket. */
@Adapter({ name: 'websocket', controllers: [TicketController], providers: [LiveGateway] })
export class WebSocketAdapter {}

export { WebSocketAdapter as adapter };
