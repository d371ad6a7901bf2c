import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { AsyncApiDocument } from '@app/intent-contracts';
import { startExperience, type StartedExperience } from '../testing/started-experience.js';

interface OpenApi {
  paths: Record<string, { get?: { responses: Record<string, { content?: object }> } }>;
}

describe('the AsyncAPI document', () => {
  let experience: StartedExperience;
  afterEach(() => experience.app.close());

  const get = async <Document>(path: string): Promise<Document> =>
    (await (await fetch(experience.url + path)).json()) as Document;

  it('tells of every route that streams events', async () => {
    experience = await startExperience({});
    const { paths } = await get<OpenApi>('/v1/openapi.json');
    const streams = Object.entries(paths).flatMap(([path, { get: read }]) =>
      'text/event-stream' in (read?.responses['200']?.content ?? {}) ? [path] : [],
    );
    const { channels } = await get<AsyncApiDocument>('/v1/asyncapi.json');
    const addresses = Object.values(channels).map((channel) => (channel as { address: string }).address);
    expect(streams.length).toBeGreaterThan(0);
    expect(addresses).toEqual(expect.arrayContaining(streams));
  });

  it('tells of no adapter that is left out', async () => {
    experience = await startExperience({ EXPERIENCE_ADAPTERS: ['rest'] });
    const document = await get<AsyncApiDocument>('/v1/asyncapi.json');
    expect(document).toMatchObject({ asyncapi: '3.0.0', servers: {}, channels: {}, operations: {} });
    expect(document.components).toEqual({ messages: {}, schemas: {} });
  });
});
