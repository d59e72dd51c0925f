import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { InvalidRequest } from './plugins/problems.js';
import { explainErrors } from './plugins/validation.js';

/**
 * A body that no route schema checks, because it may come as a form or as JSON.
 * @throws InvalidRequest naming each field that does not fit
 */
export function checkedBody<T extends TSchema>(schema: T, value: unknown): Static<T> {
  if (Value.Check(schema, value)) return value;
  const errors = explainErrors(Value.Errors(schema, value));
  throw new InvalidRequest(errors.map((error) => ({ in: 'body', ...error })));
}
