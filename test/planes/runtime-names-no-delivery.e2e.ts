import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlaneProcess } from '../processes/plane-process.js';
import { ROOT, runtimeProcess } from '../processes/planes.js';
import { deliveryRoutesOf, deliveryWordsBelow, deliveryWordsIn, documentedRoutesOf } from './delivery-traces.js';
import { RUNTIME_ROUTES } from './runtime-routes.js';

describe('P2: Runtime knows nothing of delivery', () => {
  let runtime: PlaneProcess;

  beforeAll(async () => {
    runtime = await runtimeProcess();
    await runtime.start();
  });

  afterAll(() => runtime.kill());

  it('answers 404 to every route of Experience', async () => {
    await expect(deliveryRoutesOf(runtime.url)).resolves.toEqual([]);
  });

  it('has the routes that were reviewed, and no other', async () => {
    await expect(documentedRoutesOf(runtime.url)).resolves.toEqual(RUNTIME_ROUTES);
  });

  it('names no delivery in any of its files', () => {
    expect(deliveryWordsBelow(join(ROOT, 'apps/runtime/src'))).toEqual([]);
  });
});

describe('P2 catches a Runtime that', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    // Runtime with a delivery route mounted on it, as far as these checks can see.
    server = createServer((request, response) => {
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/openapi.json') {
        response.end(
          JSON.stringify({ paths: { '/api/intent/submit': { post: {} }, '/v1/content/upload': { post: {} } } }),
        );
      } else {
        response.writeHead(request.url === '/v1/content/upload' ? 202 : 404).end('{}');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  it('answers a route of Experience', async () => {
    await expect(deliveryRoutesOf(url)).resolves.toEqual(['POST /v1/content/upload: 202']);
  });

  it('has a route that nobody reviewed', async () => {
    const documented = await documentedRoutesOf(url);

    expect(documented.filter((route) => !RUNTIME_ROUTES.includes(route))).toEqual(['POST /v1/content/upload']);
  });

  it.each([
    "import multer from 'multer';",
    "response.type('text/event-stream');",
    "@Controller('/v1/content')",
    "import { UploadController } from '../../experience/src/content/upload.controller.js';",
    '// The form posts multipart/form-data.',
  ])('says %s', (line) => {
    expect(deliveryWordsIn('some.controller.ts', line)).toHaveLength(1);
  });
});
