import { coded } from '../coded.js';
import { linesOfInput } from '../lines.js';
import { printOutcomes } from '../print-outcomes.js';
import type { Session } from '../session.js';
import { normalizeOptions, type NormalizeFlags } from '../normalize-options.js';

interface Mention {
  readonly id: string;
  readonly text: string;
}

/** Normalizes texts of the command line, or else the lines of standard input, and prints what they came to. */
export async function normalizeTexts(
  session: Session,
  texts: readonly string[],
  flags: NormalizeFlags,
): Promise<void> {
  const { backend, signal } = session;
  const mentions = numbered(texts.length > 0 ? texts : linesOfInput(signal));
  const results = coded(backend, mentions, ({ text }) => text, normalizeOptions(flags), signal);
  await printOutcomes(session, results, flags.json === true);
}

async function* numbered(
  texts: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<Mention, void, undefined> {
  let number = 0;
  for await (const text of texts) {
    number += 1;
    yield { id: String(number), text };
  }
}
