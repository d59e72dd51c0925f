import type { SharedOptions } from './options.js';
import type { Session } from './session.js';

/** Prints JSON for programs, else words. */
export async function answer<T>(
  { print }: Session,
  { json }: SharedOptions,
  value: T,
  inWords: (value: T) => string,
): Promise<void> {
  await print(json === true ? `${JSON.stringify(value)}\n` : inWords(value));
}
