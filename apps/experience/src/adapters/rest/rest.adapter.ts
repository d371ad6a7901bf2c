import { Adapter } from '../../adapter-kit/index.js';
import { ContentController } from './content/content.controller.js';
import { ContentReads } from './content/content-reads.js';
import { DeletionController } from './content/deletion.controller.js';
import { UploadController } from './content/upload.controller.js';
import { UploadInterceptor } from './content/upload.interceptor.js';
import { EventsController } from './events/events.controller.js';
import { ExecutionsController } from './executions/executions.controller.js';
import { OperatorController } from './executions/operator.controller.js';
import { IntentsController } from './intents/intents.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';

/** Delivery over HTTP requests and JSON. */
@Adapter({
  name: 'rest',
  controllers: [
    SessionsController,
    IntentsController,
    UploadController,
    ContentController,
    DeletionController,
    ExecutionsController,
    OperatorController,
    EventsController,
  ],
  providers: [ContentReads, UploadInterceptor],
})
export class RestAdapter {}

export { RestAdapter as adapter };
