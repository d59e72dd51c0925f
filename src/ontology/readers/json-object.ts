import { messageOf } from '../../errors.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses the text of one JSON object; null (and a note) where it is something else. */
export function parseObject(
  text: string,
  note: (reason: 'not_json' | 'not_an_object', detail: string) => void,
): JsonObject | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    note('not_json', `this is not valid JSON: ${messageOf(error)}`);
    return null;
  }
  if (isObject(value)) return value;
  note('not_an_object', 'a JSON object in braces is needed');
  return null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
