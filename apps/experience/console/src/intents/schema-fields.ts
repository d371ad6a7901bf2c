/** A field of a form, made from the JSON Schema of one member. */
export interface Field {
  /** JSON pointer of the member. */
  readonly pointer: string;
  readonly name: string;
  readonly isRequired: boolean;
  readonly hint: string | undefined;
  readonly shape:
    | {
        readonly kind: 'text';
        readonly isLong: boolean;
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly pattern?: string;
      }
    | { readonly kind: 'number'; readonly isWhole: boolean; readonly min?: number; readonly max?: number }
    | { readonly kind: 'choice'; readonly values: readonly unknown[] }
    | { readonly kind: 'yes_no' }
    | { readonly kind: 'group'; readonly fields: readonly Field[] }
    | { readonly kind: 'lines' }
    | { readonly kind: 'json' };
}

type Schema = Readonly<Record<string, unknown>>;

const DEEPEST = 4;

/** The fields of an object's schema. What no field is made for can be written as JSON: nothing that fits is kept from being said. */
export function fieldsOf(schema: Schema, root: Schema = schema, pointer = '', depth = 0): Field[] {
  const { properties, required } = resolved(schema, root);
  const names = Array.isArray(required) ? (required as string[]) : [];
  return Object.entries((properties ?? {}) as Record<string, Schema>).map(([name, member]) =>
    fieldOf(name, member, { root, pointer: `${pointer}/${escaped(name)}`, isRequired: names.includes(name), depth }),
  );
}

interface Place {
  readonly root: Schema;
  readonly pointer: string;
  readonly isRequired: boolean;
  readonly depth: number;
}

function fieldOf(name: string, given: Schema, { root, pointer, isRequired, depth }: Place): Field {
  const schema = resolved(given, root);
  const hint = [given['description'], given['title'], schema['description']].find((text) => typeof text === 'string');
  const field = { pointer, name, isRequired, hint: hint };
  const values = choices(schema);
  if (values) return { ...field, shape: { kind: 'choice', values } };
  switch (schema['type']) {
    case 'string':
      return {
        ...field,
        shape: {
          kind: 'text',
          isLong: Number(schema['maxLength'] ?? 0) > 500,
          ...limits(schema, ['minLength', 'maxLength', 'pattern']),
        },
      };
    case 'integer':
    case 'number': {
      const { minimum: min, maximum: max } = limits(schema, ['minimum', 'maximum']) as {
        minimum?: number;
        maximum?: number;
      };
      const ends = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
      return { ...field, shape: { kind: 'number', isWhole: schema['type'] === 'integer', ...ends } };
    }
    case 'boolean':
      return { ...field, shape: { kind: 'yes_no' } };
    case 'array': {
      const items = resolved((schema['items'] ?? {}) as Schema, root);
      return {
        ...field,
        shape: { kind: items['type'] === 'string' && choices(items) === undefined ? 'lines' : 'json' },
      };
    }
    case 'object': {
      const fields = depth < DEEPEST ? fieldsOf(schema, root, pointer, depth + 1) : [];
      return { ...field, shape: fields.length > 0 ? { kind: 'group', fields } : { kind: 'json' } };
    }
    default:
      return { ...field, shape: { kind: 'json' } };
  }
}

function choices(schema: Schema): readonly unknown[] | undefined {
  if (Array.isArray(schema['enum'])) return schema['enum'];
  return 'const' in schema ? [schema['const']] : undefined;
}

function limits(schema: Schema, names: readonly string[]): object {
  return Object.fromEntries(names.filter((name) => schema[name] !== undefined).map((name) => [name, schema[name]]));
}

/** Follows `$ref` within the document, a few steps, and takes the one branch that is not null where there is a choice. */
function resolved(schema: Schema, root: Schema, steps = 0): Schema {
  const { $ref: ref, anyOf, oneOf, allOf } = schema;
  if (steps > 8) return {};
  if (typeof ref === 'string' && ref.startsWith('#/')) {
    const target = ref
      .slice(2)
      .split('/')
      .reduce<unknown>(
        (at, key) => (at as Schema | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
        root,
      );
    return resolved((target ?? {}) as Schema, root, steps + 1);
  }
  const branches = (anyOf ?? oneOf ?? allOf) as Schema[] | undefined;
  const real = branches?.filter((branch) => branch['type'] !== 'null');
  if (real?.length === 1)
    return resolved({ ...schema, anyOf: undefined, oneOf: undefined, allOf: undefined, ...real[0]! }, root, steps + 1);
  if (Array.isArray(schema['type'])) {
    const [type, ...others] = (schema['type'] as string[]).filter((name) => name !== 'null');
    return others.length === 0 ? { ...schema, type } : {};
  }
  return schema;
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** What was entered, by the pointer of its field: text as it stands in the form, and true or false. */
export type Entered = Readonly<Record<string, string | boolean>>;

/** What a form says wrong, by the pointer of its field. */
export type Mistakes = Readonly<Record<string, string>>;

/** The payload that was entered. A field that was left empty is left out; what cannot be read is said. */
export function payloadOf(
  fields: readonly Field[],
  entered: Entered,
): { payload: Record<string, unknown>; mistakes: Mistakes } {
  const payload: Record<string, unknown> = {};
  const mistakes: Record<string, string> = {};
  for (const field of fields) {
    const value = valueOf(field, entered, mistakes);
    if (value !== undefined) payload[field.name] = value;
    else if (field.isRequired && !(field.pointer in mistakes)) mistakes[field.pointer] = 'This has to be said.';
  }
  return { payload, mistakes };
}

function valueOf({ pointer, shape, isRequired }: Field, entered: Entered, mistakes: Record<string, string>): unknown {
  const given = entered[pointer];
  switch (shape.kind) {
    case 'yes_no':
      return typeof given === 'boolean' ? given : isRequired ? false : undefined;
    case 'group': {
      const inner = payloadOf(shape.fields, entered);
      const isEmpty = Object.keys(inner.payload).length === 0;
      if (isEmpty && !isRequired) return undefined;
      Object.assign(mistakes, inner.mistakes);
      return inner.payload;
    }
    default:
  }
  const text = typeof given === 'string' ? given : '';
  if (text === '') return undefined;
  switch (shape.kind) {
    case 'number': {
      const number = Number(text);
      if (text.trim() !== '' && Number.isFinite(number) && (!shape.isWhole || Number.isInteger(number))) return number;
      mistakes[pointer] = shape.isWhole ? 'This has to be a whole number.' : 'This has to be a number.';
      return undefined;
    }
    case 'choice':
      return shape.values.find((value) => String(value) === text);
    case 'lines':
      return text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
    case 'json':
      try {
        return JSON.parse(text) as unknown;
      } catch {
        mistakes[pointer] = 'This has to be JSON.';
        return undefined;
      }
    default:
      return text;
  }
}
