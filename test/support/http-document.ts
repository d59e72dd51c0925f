/** What openapi.yaml promises, in a form that tests can hold answers against. */
import { readFileSync } from 'node:fs';
import { FormatRegistry, Type, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parse } from 'yaml';

FormatRegistry.Set('uri', (text) => URL.canParse(text));
FormatRegistry.Set('date-time', (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text));

const Content = Type.Record(
  Type.String(),
  Type.Object({ schema: Type.Unknown(), example: Type.Optional(Type.Unknown()) }),
);
const Document = Type.Object({
  components: Type.Object({ schemas: Type.Record(Type.String(), Type.Unknown()) }),
  paths: Type.Record(
    Type.String(),
    Type.Record(
      Type.String(),
      Type.Object({
        operationId: Type.String(),
        description: Type.String(),
        security: Type.Array(Type.Unknown()),
        parameters: Type.Optional(
          Type.Array(
            Type.Object({ name: Type.String(), in: Type.String(), example: Type.Optional(Type.String()) }),
          ),
        ),
        requestBody: Type.Optional(Type.Object({ content: Content })),
        responses: Type.Record(Type.String(), Type.Object({ content: Type.Optional(Content) })),
      }),
    ),
  ),
});

const document = readDocument();

/** One operation, with the example that stands beside it. */
const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

export interface Operation {
  readonly id: string;
  readonly description: string;
  readonly method: (typeof METHODS)[number];
  /** The path as the document has it, with `{name}` for a parameter. */
  readonly path: string;
  /** The path and query that its examples make. */
  readonly exampleUrl: string;
  readonly body: { readonly type: string; readonly example: unknown } | null;
  readonly role: 'open' | 'read' | 'admin';
  /** Content type and schema of an answer. */
  answer(status: number): { readonly type: string; readonly schema: TSchema } | undefined;
}

/** All operations of the document. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, declared]): Operation => {
    const { operationId, description, security, parameters = [], requestBody, responses } = declared;
    const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
    const role = /Role: (read|admin)\./.exec(description)?.[1] === 'admin' ? 'admin' : 'read';
    return {
      id: operationId,
      description,
      method: METHODS.find((known) => known.toLowerCase() === method) ?? 'GET',
      path,
      exampleUrl: exampleUrl(path, parameters),
      body: type === undefined ? null : { type, example: content?.example },
      role: security.length === 0 ? 'open' : role,
      answer: (status) => {
        const [answer] = Object.entries(responses[String(status)]?.content ?? {});
        return answer && { type: answer[0], schema: schemaOf(answer[1].schema) };
      },
    };
  }),
);

/** The operation of that id. */
export function operation(id: string): Operation {
  const found = operations.find((one) => one.id === id);
  if (!found) throw new Error(`openapi.yaml has no operation ${id}.`);
  return found;
}

/** How a value departs from a schema; empty where it fits. */
export function misfits(schema: TSchema, value: unknown): readonly string[] {
  return [...Value.Errors(schema, value)].map(({ path, message }) => `${path} ${message}`);
}

function exampleUrl(
  path: string,
  parameters: readonly { name: string; in: string; example?: string }[],
): string {
  const query = new URLSearchParams();
  let url = path;
  for (const { name, in: place, example } of parameters) {
    if (example === undefined) continue;
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(example));
    else query.set(name, example);
  }
  return query.size === 0 ? url : `${url}?${query.toString()}`;
}

const JsonSchema = Type.Object({
  $ref: Type.Optional(Type.String()),
  type: Type.Optional(Type.String()),
  anyOf: Type.Optional(Type.Array(Type.Unknown())),
  enum: Type.Optional(Type.Array(Type.String())),
  const: Type.Optional(Type.Union([Type.String(), Type.Boolean()])),
  properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  required: Type.Optional(Type.Array(Type.String())),
  additionalProperties: Type.Optional(Type.Unknown()),
  items: Type.Optional(Type.Unknown()),
  minimum: Type.Optional(Type.Number()),
  maximum: Type.Optional(Type.Number()),
  format: Type.Optional(Type.String()),
});

/**
 * A schema of the document as TypeBox checks it. What an answer holds beyond the document's properties does not
 * fit: clients would never learn of it.
 */
function schemaOf(given: unknown): TSchema {
  Value.Assert(JsonSchema, given);
  const { $ref, anyOf, required = [], minimum, maximum, format } = given;
  if ($ref !== undefined)
    return schemaOf(document.components.schemas[$ref.replace('#/components/schemas/', '')]);
  if (anyOf) return Type.Union(anyOf.map(schemaOf));
  if (given.enum) return Type.Union(given.enum.map((word) => Type.Literal(word)));
  if (given.const !== undefined) return Type.Literal(given.const);
  const bounds = { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
  switch (given.type) {
    case undefined:
      return Type.Unknown();
    case 'string':
      return Type.String(format === undefined ? {} : { format });
    case 'integer':
      return Type.Integer(bounds);
    case 'number':
      return Type.Number(bounds);
    case 'boolean':
      return Type.Boolean();
    case 'null':
      return Type.Null();
    case 'array':
      return Type.Array(schemaOf(given.items));
    case 'object': {
      if (!given.properties) return Type.Record(Type.String(), schemaOf(given.additionalProperties ?? {}));
      const members = Object.entries(given.properties).map(([name, member]) => {
        const schema = schemaOf(member);
        return [name, required.includes(name) ? schema : Type.Optional(schema)] as const;
      });
      return Type.Object(Object.fromEntries(members), { additionalProperties: false });
    }
    default:
      throw new Error(`openapi.yaml has a type that this check does not know: ${given.type}`);
  }
}

function readDocument() {
  const value: unknown = parse(readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'));
  Value.Assert(Document, value);
  return value;
}
