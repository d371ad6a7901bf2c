import 'reflect-metadata';
import { Environment } from './config/environment.js';
import { createExperience } from './create-experience.js';
import { loadAdapters } from './adapters/load-adapters.js';
import { asyncapiDocument } from './operations/asyncapi-document.js';
import { openapiDocument } from './operations/openapi-document.js';

/** Prints the documents of the built-in adapters, as they are committed, by the names of their files. */
const environment = Object.assign(new Environment(), { LOG_LEVEL: 'error' });
const app = await createExperience(environment);
const adapters = await loadAdapters(environment.EXPERIENCE_ADAPTERS);
const documents = { 'openapi.json': openapiDocument(app, adapters), 'asyncapi.json': asyncapiDocument(app) };
process.stdout.write(JSON.stringify(documents));
await app.close();
