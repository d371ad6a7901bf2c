import { createHash } from 'node:crypto';
import type { Random } from '../chaos/random.js';
import type { OpenApi, Operation, Schema } from './openapi-operations.js';

/** A request as it is written to the wire. */
export interface FuzzedRequest {
  readonly operation: Operation;
  /** Whether it may be another operation's, or nobody's: its method or the shape of its path is not what is documented. */
  readonly isElsewhere: boolean;
  readonly method: string;
  readonly target: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | undefined;
}

/** What exists, by the name of the parameter or member that it fits. */
export type Known = Record<string, string[]>;

/** Long, and such that no database could make it shorter. */
const INCOMPRESSIBLE = Array.from({ length: 100 }, (_, index) =>
  createHash('sha256').update(`${index}`).digest('base64url'),
).join('');
const TEXTS = [
  '',
  ' ',
  'null',
  '0',
  '-1',
  '1e309',
  'true',
  '../../etc/passwd',
  '%2e%2e%2f',
  '..',
  '.',
  "' OR 1=1 --",
  '"; DROP TABLE executions; --',
  '$(touch /tmp/x)',
  '{{7*7}}',
  '<script>alert(1)</script>',
  '😀',
  'e\u0301',
  '\u202eabc',
  'ﬀ',
  '\u00a0',
  'a/b',
  'a\\b',
  'a?b#c',
  '__proto__',
  'constructor',
  'art_%23',
  'x'.repeat(201),
  'x'.repeat(3_000),
  INCOMPRESSIBLE,
  '2026-02-30',
  '2026-01-01T00:00:00Z',
  '99999999999999999999',
  '\r\nX-Injected: 1',
  'a\tb',
  '*',
  '"1"',
  '[]',
  '{}',
] as const;
const VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  1e300,
  -0,
  '',
  [],
  {},
  [[]],
  [null],
  { a: 1 },
  { length: 3 },
  { toString: 1 },
  { hasOwnProperty: 1 },
  'x'.repeat(10_000),
  Array.from({ length: 300 }, () => 'x'),
  ...TEXTS,
];
/** Text of JSON that no value stands for. */
const RAW = [
  '1e400',
  '9007199254740993',
  '"\\u0000"',
  '"\\ud800"',
  '{"__proto__":{"a":1}}',
  '{"a":1,"a":2}',
  '['.repeat(40),
  'NaN',
  "'a'",
  '\ufeff{}',
  '{"constructor":1}',
  '01',
];
const HEADERS: Record<string, readonly string[]> = {
  Prefer: ['wait=0', 'wait=1', 'wait=-1', 'wait=', 'wait=1, wait=0', 'respond-async', 'wait="1"', ';;;'],
  'If-Match': ['*', '"1"', '"99999999999999999999"', 'W/"1"', '""', 'x', '"1", "2"', '"-1"'],
  'If-None-Match': ['*', '"x"', 'W/"x"', 'x', '"a", "b"', '"'],
  Range: [
    'bytes=0-0',
    'bytes=-1',
    'bytes=5-1',
    'bytes=0-',
    'bytes=999999999999-',
    'bytes=0-0,2-2',
    'bytes=a-b',
    'rows=1-2',
    'bytes=',
    'bytes=0-99999999999999999999',
  ],
  'If-Range': ['"x"', 'W/"x"', 'Wed, 21 Oct 2015 07:28:00 GMT', 'x'],
  'Idempotency-Key': [
    'k1',
    'k2',
    '',
    ' ',
    'x'.repeat(255),
    'x'.repeat(256),
    'x'.repeat(4_000),
    'é',
    '"quoted"',
    "' OR 1=1",
  ],
  'Content-Type': [
    'application/json',
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'text/plain',
    'application/xml',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'application/problem+json',
    'application/x-www-form-urlencoded',
    'x',
    'APPLICATION/JSON;;',
    'application/octet-stream',
  ],
  'Content-Encoding': ['gzip', 'identity', 'br', 'x'],
  'Content-Digest': ['sha-256=:AAAA:', 'x', 'sha-256=::', 'md5=:x:'],
  'X-Filename': ['a.csv', '%00', '%', '%E2%82%AC', '..%2f..', 'x'.repeat(300), 'é'],
  'X-Tenant-Id': ['acme', 'globex', '', 'x'.repeat(300), 'é', "' OR 1=1"],
  Accept: [
    '*/*',
    'application/json',
    'text/event-stream',
    'text/html',
    'x',
    'application/json;q=0',
    'image/png, */*;q=0.1',
  ],
  'Last-Event-ID': ['x', '', '0', 'W10'],
  traceparent: ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 'x', '00-0-0-0'],
  Origin: ['http://localhost:3000', 'https://evil.example', 'null', 'x'],
  Host: ['localhost', 'evil.example', 'x y', ''],
  'X-Forwarded-For': ['1.2.3.4'],
  Expect: ['100-continue', 'x'],
};

/** Draws requests for the operations of a document: most begin as what is documented, and are spoilt in one to three places. */
export class FuzzedRequests {
  constructor(
    private readonly document: OpenApi,
    private readonly known: Known,
    private readonly random: Random,
  ) {}

  next(operation: Operation): FuzzedRequest {
    const spoils = this.random.chance(0.15) ? 0 : this.random.between(1, 3);
    const kinds = Array.from({ length: spoils }, () =>
      this.random.oneOf(['body', 'body', 'path', 'query', 'query', 'header', 'header', 'method']),
    );
    const has = (kind: string): boolean => kinds.includes(kind);
    const headers = this.headers(operation, has('header'));
    const body = this.body(operation, headers, has('body'));
    const method =
      has('method') && this.random.chance(0.3)
        ? this.random.oneOf(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
        : operation.method;
    const filled = this.path(operation, has('path'));
    const path = has('path') && this.random.chance(0.2) ? this.bent(filled) : filled;
    return {
      operation,
      isElsewhere: method !== operation.method || path !== filled,
      method,
      target: path + this.query(operation, has('query')),
      headers,
      body,
    };
  }

  private path({ path }: Operation, spoilt: boolean): string {
    return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = spoilt && this.random.chance(0.7) ? this.text() : this.sampleText(name);
      return encoded(value) || '%20';
    });
  }

  private bent(path: string): string {
    return this.random.oneOf([
      `${path}/`,
      `/${path}`,
      path.toUpperCase(),
      `${path}/%2e%2e`,
      `${path}%00`,
      path.replace('/', '/%'),
      `${path};a=1`,
      path.slice(0, -1),
    ]);
  }

  private query({ parameters }: Operation, spoilt: boolean): string {
    const pairs: string[] = [];
    for (const { name, in: place, required, schema } of parameters) {
      if (place !== 'query' || !(required || this.random.chance(0.4))) continue;
      const value = spoilt && this.random.chance(0.6) ? this.text() : String(this.sample(schema ?? {}, name));
      pairs.push(`${encoded(name)}=${encoded(value)}`);
    }
    if (spoilt && this.random.chance(0.4)) {
      const more = [
        'unknown=1',
        'tenant_id=a&tenant_id=b',
        'tenant_id[]=a',
        '__proto__[a]=1',
        'page_size=1e3',
        'page_size=0x10',
        '%',
        '&&==',
        'a=%00',
        '=',
        'page_size=',
        'after=W10',
      ];
      pairs.push(this.random.oneOf(more as [string, ...string[]]));
    }
    return pairs.length > 0 ? `?${pairs.join('&')}` : '';
  }

  private headers({ parameters, requestBody }: Operation, spoilt: boolean): Record<string, string> {
    const headers: Record<string, string> = requestBody ? { 'Content-Type': 'application/json' } : {};
    for (const { name, in: place } of parameters) {
      if (place !== 'header' || !this.random.chance(0.3)) continue;
      headers[name] = this.random.oneOf((HEADERS[name] ?? ['x']) as [string, ...string[]]);
    }
    if (spoilt) {
      const name = this.random.oneOf(Object.keys(HEADERS) as [string, ...string[]]);
      headers[name] = this.random.oneOf(HEADERS[name] as unknown as [string, ...string[]]);
    }
    return headers;
  }

  private body(
    { requestBody, method, path }: Operation,
    headers: Record<string, string>,
    spoilt: boolean,
  ): Buffer | undefined {
    if (requestBody === undefined) {
      if (path.endsWith('/upload')) return Buffer.from(this.text());
      if (method === 'PUT') headers['Content-Type'] ??= 'application/json';
      if (method === 'PUT') return Buffer.from(JSON.stringify(this.value()));
      return spoilt && this.random.chance(0.2) ? Buffer.from('{}') : undefined;
    }
    const [[type, { schema }] = ['', { schema: {} }]] = Object.entries(requestBody.content);
    if (type === 'multipart/form-data') return this.form(schema, headers, spoilt);
    const sample = this.sample(schema, '') as Record<string, unknown>;
    if (!spoilt) return Buffer.from(JSON.stringify(sample));
    const way = this.random.between(0, 9);
    if (way === 0) return Buffer.from(JSON.stringify(this.value()));
    if (way === 1) return Buffer.from(JSON.stringify(sample).slice(0, -1));
    if (way === 2) return Buffer.alloc(0);
    this.spoil(sample, 0);
    const text = JSON.stringify(sample);
    return way > 4
      ? Buffer.from(text)
      : Buffer.from(
          text.replace(/:("[^"]*"|\d+|null|true)/, () => `:${this.random.oneOf(RAW as [string, ...string[]])}`),
        );
  }

  /** Members go missing, are added, or become something else, here or further down. */
  private spoil(object: Record<string, unknown>, depth: number): void {
    const names = Object.keys(object);
    if (names.length === 0 || this.random.chance(0.2)) {
      object[this.text()] = this.value();
      return;
    }
    const name = this.random.oneOf(names as [string, ...string[]]);
    const member = object[name];
    if (depth < 4 && typeof member === 'object' && member !== null && this.random.chance(0.6)) {
      this.spoil(member as Record<string, unknown>, depth + 1);
    } else if (this.random.chance(0.3)) {
      delete object[name];
    } else {
      object[name] = this.value();
    }
  }

  private form(schema: Schema, headers: Record<string, string>, spoilt: boolean): Buffer {
    const boundary = 'fuzz';
    if (headers['Content-Type'] === 'application/json')
      headers['Content-Type'] = `multipart/form-data; boundary=${boundary}`;
    const parts = Object.keys(schema.properties ?? {}).map((name) => {
      const value =
        spoilt && this.random.chance(0.5) ? this.text() : name === 'file' ? 'id,name\n1,Ann\n' : this.sampleText(name);
      const filename =
        name === 'file'
          ? `; filename="${this.random.chance(0.5) ? 'a.csv' : this.text().replaceAll(/["\r\n]/g, '')}"`
          : '';
      return `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n\r\n${value}\r\n`;
    });
    if (spoilt && this.random.chance(0.5)) parts.splice(this.random.between(0, parts.length - 1), 1);
    const end = spoilt && this.random.chance(0.3) ? '' : `--${boundary}--\r\n`;
    return Buffer.from(parts.join('') + end);
  }

  private sample(schema: Schema, name: string): unknown {
    if (schema.$ref) return this.sample(this.document.components.schemas[schema.$ref.split('/').at(-1)!] ?? {}, name);
    if (this.known[name] && this.random.chance(0.9)) return this.sampleText(name);
    const choice = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choice?.[0]) return this.sample(this.random.oneOf(choice as [Schema, ...Schema[]]), name);
    if (schema.enum?.length) return this.random.oneOf(schema.enum as [unknown, ...unknown[]]);
    if ('const' in schema) return schema.const;
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type) {
      case 'object':
        return this.sampleObject(schema, name);
      case 'array':
        return Array.from({ length: Math.max(schema.minItems ?? 0, this.random.between(0, 3)) }, () =>
          this.sample(schema.items ?? {}, name),
        );
      case 'integer':
      case 'number':
        return this.random.between(schema.minimum ?? 0, Math.min(schema.maximum ?? 100, (schema.minimum ?? 0) + 100));
      case 'boolean':
        return this.random.chance(0.5);
      default:
        return this.sampleText(name);
    }
  }

  private sampleObject({ properties = {}, required = [] }: Schema, name: string): unknown {
    if (name === 'payload') {
      return this.random.oneOf<unknown>([
        { order_id: `o${this.random.between(1, 1e6)}`, sku: 'tea', quantity: 1, card: 'c' },
        { order_id: 'o', sku: 'tea', quantity: 1, card: 'c', simulate: { fail_step: 'create-order' } },
        { file_data: 'aWQKMQo=', filename: 'a.csv' },
        { artifact_id: this.sampleText('contentId') },
        { content_refs: [this.sampleText('contentId'), this.sampleText('contentId')], options: {} },
        {},
      ]);
    }
    const names = Object.keys(properties).filter((member) => required.includes(member) || this.random.chance(0.5));
    return Object.fromEntries(names.map((member) => [member, this.sample(properties[member]!, member)]));
  }

  private sampleText(name: string): string {
    const known = this.known[name];
    return known?.length && this.random.chance(0.9)
      ? this.random.oneOf(known as [string, ...string[]])
      : this.random.oneOf(['a', 'b-1', 'tea']);
  }

  private text(): string {
    return this.random.oneOf(TEXTS);
  }

  private value(): unknown {
    return this.random.oneOf(VALUES as unknown as [unknown, ...unknown[]]);
  }
}

const encoded = (text: string): string => encodeURIComponent(text);
