import { Controller, Get, Redirect } from '@nestjs/common';
import { FromCaller, type Caller } from '../adapter-kit/caller.js';
import { RuntimeDocuments } from '../runtime-client/runtime-documents.js';

/** What the documentation page needs beside itself. */
@Controller()
export class DocsController {
  constructor(private readonly documents: RuntimeDocuments) {}

  @Get()
  @Redirect('/v1/docs')
  home(): void {
    // The redirect is the answer.
  }

  @Get('v1/docs/runtime-openapi.json')
  runtime(@FromCaller() caller: Caller): Promise<Record<string, unknown>> {
    return this.documents.openapi(caller);
  }
}
