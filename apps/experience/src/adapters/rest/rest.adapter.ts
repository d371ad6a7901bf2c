import { Adapter } from '../../adapter-kit/index.js';
import { ContentController } from './content/content.controller.js';
import { ContentReads } from './content/content-reads.js';
import { DeletionController } from './content/deletion.controller.js';
import { UploadController } from './content/upload.controller.js';
import { UploadInterceptor } from './content/upload.interceptor.js';
import { DataMashController } from './data-mash/data-mash.controller.js';
import { DataMashReads } from './data-mash/data-mash-reads.js';
import { EventsController } from './events/events.controller.js';
import { ExecutionsController } from './executions/executions.controller.js';
import { OperatorController } from './executions/operator.controller.js';
import { IdentityController } from './identity/identity.controller.js';
import { IntentsController } from './intents/intents.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SystemController } from './system/system.controller.js';

/** Delivery over HTTP requests and JSON. */
@Adapter({
  name: 'rest',
  controllers: [
    IdentityController,
    SessionsController,
    IntentsController,
    UploadController,
    // Before the contents: `data-mash` is not the id of one.
    DataMashController,
    ContentController,
    DeletionController,
    ExecutionsController,
    OperatorController,
    EventsController,
    SystemController,
  ],
  providers: [ContentReads, DataMashReads, UploadInterceptor],
})
export class RestAdapter {}

export { RestAdapter as adapter };
