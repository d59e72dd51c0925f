import type { FastifyRouteSchemaDef, FastifyValidationResult } from 'fastify/types/schema.js';
import { TypeCompiler, type ValueError, ValueErrorType } from '@sinclair/typebox/compiler';
import { Value } from '@sinclair/typebox/value';
import type { TSchema } from '@sinclair/typebox';
import type { App } from '../dependencies.js';

/** One field of a request that does not fit, for people and machines. */
export interface FieldError {
  /** JSON pointer within `in`; empty for the whole of it. */
  readonly path: string;
  readonly in: string;
  readonly message: string;
}

/**
 * Checks requests with TypeBox itself: texts of queries and paths are converted and defaults filled in, bodies
 * are taken as they are. Answers are plain JSON: a compiled serializer takes more than twice as long as
 * `JSON.stringify` for an answer with many results, and would silently drop what a schema forgot.
 */
export function useTypeBox(app: App): void {
  app.setValidatorCompiler<TSchema>(compileValidator);
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
}

function compileValidator({ schema, httpPart }: FastifyRouteSchemaDef<TSchema>): FastifyValidationResult {
  const check = TypeCompiler.Compile(schema);
  const isText = httpPart !== 'body';
  const validate: FastifyValidationResult = (given: unknown) => {
    const value = Value.Default(schema, isText ? Value.Convert(schema, given) : given);
    if (check.Check(value)) return { value };
    return {
      error: explainErrors(check.Errors(value)).map(({ path, message }) => ({
        instancePath: path,
        message,
        keyword: '',
        schemaPath: '',
        params: {},
      })),
    };
  };
  return validate;
}

const MAX_ERRORS = 20;

/** What is wrong with a value, once for each field, for people. */
export function explainErrors(errors: Iterable<ValueError>): readonly Omit<FieldError, 'in'>[] {
  const first = new Map<string, ValueError>();
  for (const error of errors) {
    if (!first.has(error.path)) first.set(error.path, error);
    if (first.size === MAX_ERRORS) break;
  }
  return [...first.values()].map((error) => ({ path: error.path, message: explain(error) }));
}

const NUMBER_BOUNDS: readonly ValueErrorType[] = [
  ValueErrorType.IntegerMinimum,
  ValueErrorType.IntegerMaximum,
  ValueErrorType.NumberMinimum,
  ValueErrorType.NumberMaximum,
];

function explain({ type, schema, value, message, path }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return 'is not known here; check its spelling';
  if (value === undefined || (value === null && path === '')) return 'is missing';
  if (type === ValueErrorType.StringPattern) return `must match ${String(schema['pattern'])}`;
  if (NUMBER_BOUNDS.includes(type))
    return `must be from ${String(schema['minimum'])} to ${String(schema['maximum'])}`;
  const allowed: unknown = schema['enum'];
  if (Array.isArray(allowed)) return `must be one of ${allowed.join(', ')}`;
  return message.replace(/^Expected/, 'is wrong: expected');
}
