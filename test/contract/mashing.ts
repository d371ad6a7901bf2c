import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type {
  CreateDataMashOutput,
  Execution,
  MashOptions,
  PlanDataMashOutput,
  PreviewContentOutput,
  Problem,
  Session,
  UploadContentOutput,
} from '@app/intent-contracts';
import type { BothPlanes } from '../processes/both-planes.js';
import { type Answer, type PlaneClient, send } from '../processes/plane-client.js';
import type { Cell, Row } from './example-tables.js';

const WAIT = { prefer: 'wait=30' };

/** Somebody with a session who uploads tables and has them mashed, through Experience. */
export class Mashing {
  private constructor(
    readonly v1: PlaneClient,
    readonly session: Session,
  ) {}

  static async begin({ v1 }: Pick<BothPlanes, 'v1'>, tenantId = 'acme'): Promise<Mashing> {
    return new Mashing(v1, await v1.session(tenantId));
  }

  private get owner() {
    return { tenant_id: this.session.tenant_id, session_id: this.session.session_id };
  }

  /** Throws with the answer if it is not taken in. */
  async upload(file: File): Promise<UploadContentOutput> {
    const form = new FormData();
    for (const [name, value] of Object.entries(this.owner)) form.set(name, value);
    form.set('file', file);
    const path = `${this.v1.base}/content/upload`;
    const { body, text } = await send<Execution>('POST', path, { body: form, headers: WAIT });
    if (body.status !== 'succeeded') throw new Error(`${file.name} was not taken in: ${text}`);
    return body.result as UploadContentOutput;
  }

  async uploadFile(path: string): Promise<string> {
    return (await this.upload(new File([readFileSync(path)], basename(path)))).artifact_id;
  }

  /** The whole answer, whatever became of it. */
  submit<Body = Execution>(payload: object, headers: Record<string, string> = WAIT): Promise<Answer<Body>> {
    return this.v1.post('/data-mash/create', { ...this.owner, ...payload }, headers);
  }

  /** Throws with the answer if there is no data product. */
  async mash(contentRefs: readonly string[], options?: MashOptions): Promise<CreateDataMashOutput> {
    const { body, text } = await this.submit({ content_refs: contentRefs, ...(options && { options }) });
    if (body.status !== 'succeeded') throw new Error(`Not mashed: ${text}`);
    return body.result as CreateDataMashOutput;
  }

  /** The problem of a mash that must end without a data product. Throws with the answer if it does not. */
  async refused(contentRefs: readonly string[], options: object = {}): Promise<Problem> {
    const { body, text } = await this.submit({ content_refs: contentRefs, options });
    if (body.status !== 'failed' || body.error === undefined) throw new Error(`It was to fail: ${text}`);
    return body.error;
  }

  plan<Body = PlanDataMashOutput>(contentRefs: readonly string[], options: object = {}): Promise<Answer<Body>> {
    const { tenant_id } = this.session;
    return this.v1.post('/data-mash/plan', { tenant_id, content_refs: contentRefs, options });
  }

  async download(mashId: string): Promise<Buffer> {
    const answer = await fetch(`${this.v1.base}/data-mash/${mashId}/download`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** Every row of a content, as its preview has it. */
  async rows(contentId: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (let token: string | undefined = ''; token !== undefined;) {
      const query: string = new URLSearchParams({ rows: '50', ...(token && { page_token: token }) }).toString();
      const page: Answer<PreviewContentOutput> = await this.v1.get(`/content/${contentId}/preview?${query}`);
      if (page.status !== 200) throw new Error(`No preview: ${page.status} ${page.text}`);
      const { columns } = page.body;
      rows.push(
        ...page.body.rows.map((cells) =>
          Object.fromEntries(columns.map(({ name }, nth) => [name, cells[nth] as Cell])),
        ),
      );
      token = page.body.next_page_token;
    }
    return rows;
  }
}
