import 'reflect-metadata';
import { Environment } from './config/environment.js';
import { createExperience } from './create-experience.js';
import { loadAdapters } from './adapters/load-adapters.js';
import { openapiDocument } from './operations/openapi-document.js';

/** Prints the OpenAPI document of the built-in adapters, as it is committed. */
const environment = Object.assign(new Environment(), { LOG_LEVEL: 'error' });
const app = await createExperience(environment);
const document = openapiDocument(app, await loadAdapters(environment.EXPERIENCE_ADAPTERS));
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
await app.close();
