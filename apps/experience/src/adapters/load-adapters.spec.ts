import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAdapters } from './load-adapters.js';

describe('EXPERIENCE_ADAPTERS', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adapters-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function packageAt(name: string, source: string, manifest: object = { main: 'index.js' }): Promise<void> {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'package.json'), JSON.stringify({ type: 'module', ...manifest }));
    await writeFile(join(folder, name, 'index.js'), source);
  }

  it('loads those that it names, in its order, each once', async () => {
    const names = (await loadAdapters(['sse', 'rest', 'sse'])).map(({ name }) => name);
    expect(names).toEqual(['SseAdapter', 'RestAdapter']);
  });

  it("loads a team's own from the working directory, through the same door", async () => {
    await packageAt(
      'chat',
      "export class ChatAdapter {}\nReflect.defineMetadata('symphainy:adapter', 'chat', ChatAdapter);\nexport { ChatAdapter as adapter };\n",
    );
    const [chat] = await loadAdapters(['./chat'], folder);
    expect(chat?.name).toBe('ChatAdapter');
  });

  it('finds what the package of a folder exports', async () => {
    const source =
      "export class MailAdapter {}\nReflect.defineMetadata('symphainy:adapter', 'mail', MailAdapter);\nexport { MailAdapter as adapter };\n";
    await packageAt('mail', source, { name: '@a-team/mail', exports: { '.': { default: './index.js' } } });
    const [mail] = await loadAdapters(['./mail'], folder);
    expect(mail?.name).toBe('MailAdapter');
  });

  it('says which entry cannot be found, and what there is', async () => {
    await expect(loadAdapters(['rest', 'grpc'], folder)).rejects.toThrow(/"grpc".*Built-in ones are rest, sse/);
  });

  it('says what is wrong with a module that exports no adapter', async () => {
    await packageAt('nothing', 'export const adapter = class {};\n');
    await expect(loadAdapters(['./nothing'], folder)).rejects.toThrow(/"\.\/nothing".*@Adapter/);
  });
});
