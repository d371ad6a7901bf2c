import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeConfig } from './config/runtime-config.js';
import { createRuntime } from './create-runtime.js';
import { asyncapiDocument } from './operations/asyncapi-document.js';
import { openapiDocument } from './operations/openapi-document.js';

/** Prints the documents of Runtime, as they are committed, by the names of their files. */
const dataDir = await mkdtemp(join(tmpdir(), 'runtime-documents-'));
const app = await createRuntime(RuntimeConfig.from({ DATA_DIR: dataDir, LOG_LEVEL: 'error' }), []);
const documents = { 'openapi.json': openapiDocument(app), 'asyncapi.json': asyncapiDocument(app) };
process.stdout.write(JSON.stringify(documents));
await app.close();
await rm(dataDir, { recursive: true });
