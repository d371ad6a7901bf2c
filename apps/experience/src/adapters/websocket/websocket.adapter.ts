import { Adapter } from '../../adapter-kit/index.js';
import { LiveGateway } from './live.gateway.js';

/** Delivery of events over WebSocket. */
@Adapter({ name: 'websocket', providers: [LiveGateway] })
export class WebSocketAdapter {}

export { WebSocketAdapter as adapter };
