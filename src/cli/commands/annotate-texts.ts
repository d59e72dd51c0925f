import { annotateOptions, type AnnotateFlags } from '../annotate-options.js';
import { answered } from '../coded.js';
import { linesOfInput } from '../lines.js';
import type { NumberedPost } from '../event-rows.js';
import { printEvents } from '../print-events.js';
import type { Session } from '../session.js';

/** Annotates texts of the command line, or else the lines of standard input, and prints what they came to. */
export async function annotateTexts(
  session: Session,
  texts: readonly string[],
  flags: AnnotateFlags,
): Promise<void> {
  const { backend, signal } = session;
  const results = answered(
    numbered(texts.length > 0 ? texts : linesOfInput(signal)),
    ({ text }) => text,
    (given) => backend.posts.annotate(given, annotateOptions(flags), signal),
  );
  await printEvents(session, results, flags.json === true);
}

async function* numbered(
  texts: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<NumberedPost, void, undefined> {
  let number = 0;
  for await (const text of texts) {
    number += 1;
    yield { number, id: String(number), text };
  }
}
