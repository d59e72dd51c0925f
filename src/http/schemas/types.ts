import type { Readable } from 'node:stream';
import {
  Kind,
  Type,
  TypeRegistry,
  type Static,
  type TSchema,
  type TUnknown,
  type TUnsafe,
} from '@sinclair/typebox';

const ENUM_KIND = 'StringEnum';

TypeRegistry.Set<{ enum: readonly unknown[] }>(ENUM_KIND, (schema, value) => schema.enum.includes(value));

/** One of some words, as JSON Schema's `enum`: generated clients make an enumeration of it. */
export function oneOf<const T extends readonly string[]>(
  values: T,
  options: object = {},
): TUnsafe<T[number]> {
  return Type.Unsafe<T[number]>({ ...options, [Kind]: ENUM_KIND, type: 'string', enum: values });
}

/** A list that nobody changes: the domain's own types fit it. */
export function listOf<T extends TSchema>(item: T, options: object = {}): TUnsafe<readonly Static<T>[]> {
  return Type.Unsafe<readonly Static<T>[]>(Type.Array(item, options));
}

/** A value or null, the way OpenAPI 3.1 writes it. */
export function nullable<T extends TSchema>(schema: T, options: object = {}) {
  return Type.Union([schema, Type.Null()], options);
}

/** A reference to a schema that the document lists under its `$id`. */
export function ref<T extends TSchema & { $id?: string }>(schema: T): TUnsafe<Static<T>> {
  return Type.Unsafe<Static<T>>(Type.Ref(`${schema.$id ?? ''}#`));
}

/** The query of a list that is read page by page. */
export function pageQuery(most: number) {
  return Type.Object(
    {
      cursor: Type.Optional(
        Type.String({ maxLength: 1000, description: '`nextCursor` of the page before.' }),
      ),
      limit: Type.Integer({ minimum: 1, maximum: most, default: 50, description: 'Items a page.' }),
    },
    { additionalProperties: false },
  );
}

/**
 * A form as the document has it, with what Swagger UI fills in: the example, and nothing where it says nothing. Documented
 * only: a form is read as it comes, and the handler checks its fields.
 */
export function documentedForm(
  fields: Readonly<Record<string, object>>,
  example: Readonly<Record<string, unknown>>,
): TUnknown {
  const properties = Object.entries(fields).map(([name, field]) => {
    const filledIn = name in example ? example[name] : '';
    // A file cannot be filled in, and a default is.
    const isSettled = 'format' in field || (!(name in example) && 'default' in field);
    return [name, isSettled ? field : { ...field, examples: [filledIn] }] as const;
  });
  return Type.Unknown({ type: 'object', properties: Object.fromEntries(properties), examples: [example] });
}

/** A text that is sent as it comes into being. */
export function streamed(options: object): TUnsafe<Readable> {
  return Type.Unsafe<Readable>(Type.String(options));
}
