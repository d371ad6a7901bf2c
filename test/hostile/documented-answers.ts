import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { OpenApi, Operation, Schema } from './openapi-operations.js';

/** What came back, as it travelled. */
export interface Received {
  readonly status: number;
  readonly mediaType: string | undefined;
  readonly text: string;
}

/** Holds answers against what a document says of them. */
export class DocumentedAnswers {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: false });
  private readonly compiled = new Map<Schema, ValidateFunction>();
  private readonly schemas: Record<string, Schema>;

  constructor({ components }: OpenApi) {
    (formats as unknown as (ajv: Ajv2020) => void)(this.ajv);
    // Documents let readers be tolerant; here a member that they do not tell of is a flaw.
    this.schemas = Object.fromEntries(
      Object.entries(components.schemas).map(([name, schema]) => [name, closed(schema)]),
    );
  }

  /** What in the answer is not as it is documented; undefined if everything is. */
  flawOf(operation: Operation, { status, mediaType, text }: Received): string | undefined {
    if (status >= 500 && !(String(status) in operation.responses)) return `${status}: ${text.slice(0, 300)}`;
    const described = operation.responses[status] ?? (status >= 400 ? operation.responses['default'] : undefined);
    if (described === undefined) return `${status} is not documented`;
    if (described.content === undefined) return bodyless(status, text);
    const content = described.content[mediaType ?? ''] ?? described.content['*/*'];
    if (content === undefined) return `${status} of ${mediaType} is not documented`;
    if (!mediaType?.endsWith('json')) return undefined;
    return this.misfit(content.schema, status, text);
  }

  private misfit(schema: Schema, status: number, text: string): string | undefined {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return `${status}: the body is no JSON: ${text.slice(0, 100)}`;
    }
    const validate = this.validatorOf(schema);
    if (!validate(body)) return `${status}: ${this.ajv.errorsText(validate.errors)}: ${text.slice(0, 300)}`;
    const said = (body as { status?: unknown }).status;
    return status >= 400 && said !== status ? `${status}: the problem says ${String(said)}` : undefined;
  }

  private validatorOf(schema: Schema): ValidateFunction {
    let validate = this.compiled.get(schema);
    if (!validate) {
      validate = this.ajv.compile({ ...closed(schema), components: { schemas: this.schemas } });
      this.compiled.set(schema, validate);
    }
    return validate;
  }
}

/** Files have no documented content: what is in them is theirs. */
function bodyless(status: number, text: string): string | undefined {
  return (status === 204 || status === 304) && text !== '' ? `${status} with a body` : undefined;
}

function closed(schema: Schema): Schema {
  const copy = JSON.parse(JSON.stringify(schema)) as Schema;
  close(copy);
  return copy;
}

function close(schema: unknown): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const part of Object.values(schema)) close(part);
  const { properties, allOf } = schema as Schema;
  if (properties && !allOf && !('additionalProperties' in schema))
    Object.assign(schema, { additionalProperties: false });
}
