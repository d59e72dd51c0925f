import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { TSchema } from '@sinclair/typebox';
import type { TypeCheck } from '@sinclair/typebox/compiler';

/**
 * The values of a file of ours, one a line.
 * @param what a line is to be, for the message
 * @throws Error when the file was altered by hand
 */
export async function* readJsonLines<S extends TSchema>(path: string, schema: TypeCheck<S>, what: string) {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    const value: unknown = JSON.parse(line);
    if (!schema.Check(value)) throw new Error(`${path} holds a line that is no ${what}`);
    yield value;
  }
}
