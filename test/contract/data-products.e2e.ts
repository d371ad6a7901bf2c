import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  CreateDataMashOutput,
  DataMash,
  Execution,
  ExecutionAccepted,
  LineageAnswer,
  Problem,
} from '@app/intent-contracts';
import { BothPlanes } from '../processes/both-planes.js';
import { type Answer, send } from '../processes/plane-client.js';
import { Mashing } from './mashing.js';

let planes: BothPlanes;
let ann: Mashing;

describe('a data product', () => {
  let mash: CreateDataMashOutput;
  let source: string;

  beforeAll(async () => {
    planes = await BothPlanes.start();
    ann = await Mashing.begin(planes);
    source = (await ann.upload(new File(['id,name\n1,Ann\n2,Bo\n'], 'people.csv'))).artifact_id;
    const { artifact_id: other } = await ann.upload(new File(['id,name\n3,Cy\n'], 'more-people.csv'));
    mash = await ann.mash([source, other], { format: 'csv', target_domain: 'people' });
  });

  afterAll(() => planes.kill());

  it('is asked for by either address, and waited for or not', async () => {
    const payload = { content_refs: mash.lineage.sources.map(({ content_ref }) => content_ref) };
    const waited = await ann.submit(payload, { prefer: 'wait=20' });
    const { session_id, tenant_id } = ann.session;
    const accepted: Answer<ExecutionAccepted> = await planes.v1.post('/content/data-mash/create', {
      ...payload,
      session_id,
      tenant_id,
      options: {},
    });

    expect(waited.headers.get('preference-applied')).toMatch(/^wait/);
    expect(waited).toMatchObject({ status: 200, body: { intent_type: 'data_mash.create', status: 'succeeded' } });
    expect(accepted).toMatchObject({ status: 202, body: { intent_type: 'data_mash.create', realm: 'insights' } });
    expect(accepted.headers.get('location')).toContain(`/v1/execution/${accepted.body.execution_id}/status`);
    const { status, progress }: Execution = await planes.v1.ended(accepted.body.execution_id);
    expect({ status, steps: progress.completed_steps }).toEqual({ status: 'succeeded', steps: 6 });
  });

  it('is shown by its id, and not sent again to whoever has it', async () => {
    const shown = await planes.v1.get<DataMash>(`/data-mash/${mash.mash_id}`);
    const etag = shown.headers.get('etag')!;
    const again = await planes.v1.get(`/data-mash/${mash.mash_id}?tenant_id=acme`, { 'if-none-match': etag });

    expect(mash.mash_id).toBe(mash.artifact_id);
    expect(shown).toMatchObject({ status: 200, body: mash });
    expect(again).toMatchObject({ status: 304, text: '' });
  });

  it('is downloaded as a file that says what it is about', async () => {
    const { headers, text } = await planes.v1.get(`/data-mash/${mash.mash_id}/download`);
    const part = await planes.v1.get(`/data-mash/${mash.mash_id}/download`, { range: 'bytes=0-1' });

    expect(headers.get('content-disposition')).toMatch(/^attachment.*people\.csv/);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('etag')).toBe(`"${mash.sha256}"`);
    expect(text.split('\n')[0]).toBe('id,name,_source');
    expect(part).toMatchObject({ status: 206, text: 'id' });
  });

  it('is not there for another tenant, and neither is one that nobody made', async () => {
    const paths = [`/data-mash/${mash.mash_id}`, '/data-mash/art_nobody', `/data-mash/${source}`];
    for (const path of [...paths, ...paths.map((one) => `${one}/download`)]) {
      const answer = await planes.v1.get<Problem>(`${path}?tenant_id=globex`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'DATA_MASH_NOT_FOUND' } });
    }
    // A file that was uploaded is no data product, not even to its owner.
    expect(await planes.v1.get(`/data-mash/${source}?tenant_id=acme`)).toMatchObject({ status: 404 });
  });

  it('says what it was made from, even when that is deleted', async () => {
    const lineageOf = () => planes.api.get<LineageAnswer>(`/artifact/${mash.artifact_id}/lineage`);
    const before = (await lineageOf()).body.lineage;
    expect(before.executions).toContainEqual(
      expect.objectContaining({ execution_id: mash.lineage.execution_id, intent_type: 'data_mash.create' }),
    );
    expect(before.edges).toContainEqual({ from: source, to: mash.artifact_id });

    const path = `${planes.v1.base}/content/${source}?tenant_id=acme`;
    const deleted = await send<Execution>('DELETE', path, { headers: { prefer: 'wait=20' } });
    expect(deleted.body.status).toBe('succeeded');

    const after = (await lineageOf()).body.lineage;
    expect(after.artifacts).toContainEqual(
      expect.objectContaining({ artifact_id: source, filename: 'people.csv', deleted: true }),
    );
    expect(after.edges).toContainEqual({ from: source, to: mash.artifact_id });
    const shown = await planes.v1.get<DataMash>(`/data-mash/${mash.mash_id}`);
    expect(shown.body.lineage).toEqual(mash.lineage);
    expect(
      createHash('sha256')
        .update(await ann.download(mash.mash_id))
        .digest('hex'),
    ).toBe(mash.sha256);
  });
});
