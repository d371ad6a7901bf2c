import { Adapter } from '../../adapter-kit/index.js';
import { EventStreamController } from './event-stream.controller.js';

/** Delivery of events as server-sent events. */
@Adapter({ name: 'sse', controllers: [EventStreamController] })
export class SseAdapter {}

export { SseAdapter as adapter };
