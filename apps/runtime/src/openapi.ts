import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfig } from './config/runtime-config.js';
import { createRuntime } from './create-runtime.js';
import { openapiDocument } from './operations/openapi-document.js';

/** Prints the OpenAPI document of Runtime, as it is committed. */
const dataDir = await mkdtemp(join(tmpdir(), 'runtime-openapi-'));
const app = await createRuntime(RuntimeConfig.from({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), []);
process.stdout.write(`${JSON.stringify(openapiDocument(app), null, 2)}\n`);
await app.close();
await rm(dataDir, { recursive: true });
