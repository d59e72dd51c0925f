import { annotateOptions, type AnnotateFlags } from '../annotate-options.js';
import { answered } from '../coded.js';
import { numberedTexts } from '../lines.js';
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
    numberedTexts(texts, signal),
    ({ text }) => text,
    (given) => backend.posts.annotate(given, annotateOptions(flags), signal),
  );
  await printEvents(session, results, flags.json === true);
}
