import { Realm } from '../../realm-kit/index.js';
import { ContentTablesHandler } from './queries/content-tables.handler.js';
import { DeleteContentHandler } from './delete-content/delete-content.handler.js';
import { ChildProfiler } from './profiling/child-profiler.js';
import { ProfilerLimits } from './profiling/profiler-limits.js';
import { Profiler } from './profiling/profiler.js';
import { GetContentHandler } from './queries/get-content.handler.js';
import { ListContentHandler } from './queries/list-content.handler.js';
import { PreviewContentHandler } from './queries/preview-content.handler.js';
import { ProfileContentHandler } from './queries/profile-content.handler.js';
import { UploadContentHandler } from './upload-content/upload-content.handler.js';

/** Files that people bring: what they are, what they hold, and where to find them again. */
@Realm({
  name: 'content',
  handlers: [
    UploadContentHandler,
    DeleteContentHandler,
    ListContentHandler,
    GetContentHandler,
    ProfileContentHandler,
    PreviewContentHandler,
    ContentTablesHandler,
  ],
  providers: [ProfilerLimits, { provide: Profiler, useClass: ChildProfiler }],
})
export class ContentRealm {}
