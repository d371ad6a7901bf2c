import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ContentKind, PreviewContentInput, PreviewContentOutput } from '@app/intent-contracts';
import type { QueryContext } from '../../../realm-kit/index.js';
import { recordContent } from '../content-facts.js';
import { detectFormat } from '../detection/detect-format.js';
import type { ReadableFormat } from '../detection/file-format.js';
import { FileUnreadable } from '../reading/file-unreadable.js';
import { type KeepCopy, ProfilerFailed, type Profiler } from '../profiling/profiler.js';
import { FakeArtifacts, FakeFacts } from '../testing/fake-data.js';
import { InProcessProfiler } from '../testing/in-process-profiler.js';
import { withJobFolder } from '../../../table-engine/testing/job-folder.js';
import { profiledOf } from '../testing/profile-of.js';
import { workbookOf } from '../testing/workbook-of.js';
import { GetContentHandler } from './get-content.handler.js';
import { ListContentHandler } from './list-content.handler.js';
import { PreviewContentHandler } from './preview-content.handler.js';
import { ProfileContentHandler } from './profile-content.handler.js';

const contentOf = (artifactId: string, sessionId: string, kind: ContentKind = 'text') => ({
  artifact_id: artifactId,
  session_id: sessionId,
  execution_id: 'exe_1',
  filename: 'f',
  kind,
  media_type: 'text/plain',
  size: 100,
  sha256: 'ab',
  created_at: '2026-01-01T00:00:00.000Z',
});

const emptyProfile = { kind: 'text' as const, tables: [], warnings: [] };

function contextOf(state: FakeFacts, artifacts = new FakeArtifacts()): QueryContext {
  return {
    tenantId: 'ten',
    sessionId: undefined,
    state,
    artifacts,
    signal: new AbortController().signal,
    ask: () => Promise.reject(new Error('nobody to ask here')),
  };
}

function fiveContents(): FakeFacts {
  const state = new FakeFacts();
  for (const [nth, session] of ['ses_a', 'ses_b', 'ses_a', 'ses_b', 'ses_a'].entries()) {
    recordContent(state, { content: contentOf(`art_${nth + 1}`, session), profile: emptyProfile });
  }
  return state;
}

describe('content.list', () => {
  const handler = new ListContentHandler();

  it('pages through the contents of the tenant, newest first, each once', async () => {
    const context = contextOf(fiveContents());
    const pages: string[][] = [];
    let token: string | undefined;
    do {
      const page = await handler.answer({ page_size: 2, ...(token !== undefined && { page_token: token }) }, context);
      pages.push(page.contents.map(({ artifact_id }) => artifact_id));
      token = page.next_page_token;
    } while (token !== undefined);
    expect(pages).toEqual([['art_5', 'art_4'], ['art_3', 'art_2'], ['art_1']]);
  });

  it('keeps to one session where one is named', async () => {
    const { contents, next_page_token } = await handler.answer({ session_id: 'ses_a' }, contextOf(fiveContents()));
    expect([contents.map(({ artifact_id }) => artifact_id), next_page_token]).toEqual([
      ['art_5', 'art_3', 'art_1'],
      undefined,
    ]);
  });

  it('has no further page when the last one is just full', async () => {
    const page = await handler.answer({ page_size: 5 }, contextOf(fiveContents()));
    expect([page.contents.length, page.next_page_token]).toEqual([5, undefined]);
  });

  it.each(['x', '', Buffer.from('{"a":1}').toString('base64url'), Buffer.from('7').toString('base64url')])(
    'refuses the page token %j, which it never gave out',
    async (token) => {
      await expect(handler.answer({ page_token: token }, contextOf(fiveContents()))).rejects.toMatchObject({
        problem: { code: 'PAGE_TOKEN_INVALID' },
      });
    },
  );
});

describe('content.get and content.profile', () => {
  it('answer with the content and its profile', async () => {
    const context = contextOf(fiveContents());
    expect(await new GetContentHandler().answer({ artifact_id: 'art_3' }, context)).toEqual({
      content: { ...contentOf('art_3', 'ses_a'), profile: emptyProfile },
    });
    expect(await new ProfileContentHandler().answer({ artifact_id: 'art_3' }, context)).toEqual({
      profile: emptyProfile,
    });
  });

  it.each([
    ['content.get', new GetContentHandler()],
    ['content.profile', new ProfileContentHandler()],
    ['content.preview', new PreviewContentHandler(new InProcessProfiler())],
  ])('%s says when there is no such content', async (_, handler) => {
    await expect(handler.answer({ artifact_id: 'art_9' }, contextOf(fiveContents()))).rejects.toMatchObject({
      problem: { code: 'CONTENT_NOT_FOUND' },
    });
  });
});

describe('content.preview', () => {
  async function previewAll(content: string | Buffer, rows: number) {
    const { profile, reading } = await profiledOf(content);
    return withJobFolder(content, async (path) => {
      const [state, artifacts] = [new FakeFacts(), new FakeArtifacts()];
      artifacts.add(path, { artifact_id: 'art_1' });
      const size = Buffer.byteLength(content);
      recordContent(state, { content: { ...contentOf('art_1', 'ses_a', profile.kind), size }, profile, reading });
      const handler = new PreviewContentHandler(new InProcessProfiler());
      const pages: unknown[][][] = [];
      let page = await handler.answer({ artifact_id: 'art_1', rows }, contextOf(state, artifacts));
      pages.push(page.rows);
      while (page.next_page_token !== undefined) {
        const input = { artifact_id: 'art_1', rows, page_token: page.next_page_token };
        page = await handler.answer(input, contextOf(state, artifacts));
        pages.push(page.rows);
      }
      return { columns: page.columns, pages };
    });
  }

  it('pages through typed rows, with nulls for empty cells', async () => {
    expect(await previewAll('id,day,ok\n1,2024-01-31,true\n2,,false\n3,2024-02-01,\n', 2)).toEqual({
      columns: [
        { name: 'id', type: 'integer' },
        { name: 'day', type: 'date' },
        { name: 'ok', type: 'boolean' },
      ],
      pages: [
        [
          [1, '2024-01-31', true],
          [2, null, false],
        ],
        [[3, '2024-02-01', null]],
      ],
    });
  });

  it.each([
    [
      'rows of different lengths',
      'a,b\n1\n2,x,y\n3,z\n',
      [
        [
          [1, null],
          [2, 'x'],
        ],
        [[3, 'z']],
      ],
    ],
    [
      'quotes and line breaks',
      'a,b\n1,"x\n""y"""\n2, "z"\n3,\n',
      [
        [
          [1, 'x\n"y"'],
          [2, 'z'],
        ],
        [[3, null]],
      ],
    ],
    [
      'no header',
      '1;a\n2;b\n3;c\n',
      [
        [
          [1, 'a'],
          [2, 'b'],
        ],
        [[3, 'c']],
      ],
    ],
    ['a single column with gaps', 'n\n1\n\n3\n\n', [[[1], [null]], [[3]]]],
    [
      'UTF-16',
      Buffer.from('\ufeffa,b\n1,é\n2,ü\n3,李\n', 'utf16le'),
      [
        [
          [1, 'é'],
          [2, 'ü'],
        ],
        [[3, '李']],
      ],
    ],
    [
      'large numbers',
      'a,b\n9007199254740993,1.50\n2,2\n',
      [
        [
          ['9007199254740993', 1.5],
          [2, 2],
        ],
      ],
    ],
    [
      'an array',
      '[{"a":1,"b":[{"c":2}]},\n {"a":null},{"b":"x"}]',
      [
        [
          [1, [{ c: 2 }]],
          [null, null],
        ],
        [[null, 'x']],
      ],
    ],
    ['objects line by line', '{"a":"1"}\n{"a":"2"}\n{"a":"3"}', [[['1'], ['2']], [['3']]]],
    ['an array of numbers', '[1,2.5,3]', [[[1], [2.5]], [[3]]]],
    ['objects without members', '[{},{},{}]', [[[], []], [[]]]],
    ['nothing', '[]', [[]]],
    ['lines of a text', 'Dear Ann,\n\nbye', [[['Dear Ann,'], ['']], [['bye']]]],
  ])('reads the rows of %s', async (_, content, pages) => {
    expect((await previewAll(content, 2)).pages).toEqual(pages);
  });

  it('ends a page of long rows early, and loses none', async () => {
    const rows = Array.from({ length: 5 }, (_, nth) => [nth, 'x'.repeat(400_000)]);
    const { pages } = await previewAll(`a,b\n${rows.map((row) => row.join(',')).join('\n')}\n`, 100);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(rows);
  });

  it('has no rows of what is no table and no text', async () => {
    const state = new FakeFacts();
    const profile = { kind: 'binary' as const, tables: [], warnings: [] };
    recordContent(state, { content: contentOf('art_1', 'ses_a', 'binary'), profile });
    const answer = new PreviewContentHandler(new InProcessProfiler()).answer(
      { artifact_id: 'art_1' },
      contextOf(state),
    );
    expect(await answer).toEqual({ columns: [], rows: [] });
  });

  it.each([
    ['FILE_UNREADABLE', new FileUnreadable('It is broken.')],
    ['PROFILER_FAILED', new ProfilerFailed('It died.')],
  ])('answers with %s when the file cannot be read', async (code, error) => {
    const [state, artifacts] = [new FakeFacts(), new FakeArtifacts()];
    artifacts.add('/nowhere', { artifact_id: 'art_1' });
    const reading = { format: 'text' as const, encoding: 'utf-8' as const };
    recordContent(state, { content: contentOf('art_1', 'ses_a'), profile: emptyProfile, reading });
    const failing = { preview: () => Promise.reject(error) } as unknown as Profiler;
    const answer = new PreviewContentHandler(failing).answer({ artifact_id: 'art_1' }, contextOf(state, artifacts));
    await expect(answer).rejects.toMatchObject({ problem: { code, detail: error.message } });
  });
});

describe('content.preview of a workbook', () => {
  const workbook = workbookOf({
    sheets: [
      {
        name: 'Sales',
        rows: [
          ['id', 'zip', 'day'],
          [1, '00123', { number: 45_351, style: 1 }],
          [2, '04567', null],
          [3, 'x', null],
        ],
      },
      { name: '2024', rows: [[], [null, 'n'], [null, 1], [], [null, 2.5], [null, 3]] },
      { name: 'Blank' },
    ],
    formats: [14],
  });

  /** Asks for pages of a workbook whose tables have copies, or have none. */
  async function withWorkbook<Result>(
    hasCopies: boolean,
    use: (ask: (input: Partial<PreviewContentInput>) => Promise<PreviewContentOutput>) => Promise<Result>,
  ): Promise<Result> {
    return withJobFolder(workbook, async (path, workDir) => {
      const [state, artifacts] = [new FakeFacts(), new FakeArtifacts()];
      artifacts.add(path, { artifact_id: 'art_1' });
      const copies: (string | null)[] = [];
      const keep: KeepCopy = async (bytes, table) => {
        const copy = join(workDir, `copy_${table}`);
        await writeFile(copy, bytes);
        if (!hasCopies) return;
        copies[table] = `art_copy_${table}`;
        artifacts.add(copy, { artifact_id: copies[table] });
      };
      const format = (await detectFormat(path)) as ReadableFormat;
      const job = { path, filename: 'sales.xlsx', format };
      const { profile, reading } = await new InProcessProfiler().profile(job, new AbortController().signal, keep);
      const content = { ...contentOf('art_1', 'ses_a', 'table'), filename: 'sales.xlsx' };
      recordContent(state, { content, profile, reading, copies: profile.tables.map((_, nth) => copies[nth] ?? null) });
      const handler = new PreviewContentHandler(new InProcessProfiler());
      return use((input) => handler.answer({ artifact_id: 'art_1', ...input }, contextOf(state, artifacts)));
    });
  }

  it.each([
    ['from its copies', true],
    ['from the file where there are none', false],
  ])('pages through each of its tables, %s', async (_, hasCopies) => {
    await withWorkbook(hasCopies, async (ask) => {
      const first = await ask({ rows: 2 });
      expect(first).toMatchObject({
        columns: [
          { name: 'id', type: 'integer' },
          { name: 'zip', type: 'text' },
          { name: 'day', type: 'date' },
        ],
        rows: [
          [1, '00123', '2024-02-29'],
          [2, '04567', null],
        ],
      });
      expect(await ask({ rows: 2, page_token: first.next_page_token! })).toEqual({
        columns: first.columns,
        rows: [[3, 'x', null]],
      });
      const other = await ask({ table: '2024', rows: 3 });
      expect(other).toMatchObject({ columns: [{ name: 'n', type: 'number' }], rows: [[1], [null], [2.5]] });
      // A token alone says which table it goes on with.
      expect((await ask({ page_token: other.next_page_token! })).rows).toEqual([[3]]);
      expect(await ask({ table: 'Blank' })).toEqual({ columns: [], rows: [] });
    });
  });

  it('knows a table by its name, and else by its number', async () => {
    await withWorkbook(true, async (ask) => {
      const namesOf = async (table: string) => (await ask({ table })).columns.map(({ name }) => name);
      expect(await Promise.all(['Sales', '1', '2', '2024'].map(namesOf))).toEqual([
        ['id', 'zip', 'day'],
        ['id', 'zip', 'day'],
        ['n'],
        ['n'],
      ]);
    });
  });

  it.each(['sales', '0', '4', '-1', '1.5', ' '])(
    'says which tables there are when there is no table %j',
    async (table) => {
      await withWorkbook(true, async (ask) => {
        await expect(ask({ table })).rejects.toMatchObject({
          problem: {
            code: 'TABLE_NOT_FOUND',
            status: 404,
            detail: `"sales.xlsx" has no table "${table}". There are "Sales", "2024", "Blank".`,
            allowed: ['Sales', '2024', 'Blank'],
          },
        });
      });
    },
  );

  it('takes no page token of one table for another', async () => {
    await withWorkbook(true, async (ask) => {
      const { next_page_token } = await ask({ table: 'Sales', rows: 1 });
      const refused = { problem: { code: 'PAGE_TOKEN_INVALID' } };
      await expect(ask({ table: '2024', page_token: next_page_token! })).rejects.toMatchObject(refused);
      for (const place of [7, [0], [9, 1], [0, 0], [0, 1.5], ['0', 1], {}]) {
        const token = Buffer.from(JSON.stringify(place)).toString('base64url');
        await expect(ask({ page_token: token })).rejects.toMatchObject(refused);
      }
    });
  });
});
