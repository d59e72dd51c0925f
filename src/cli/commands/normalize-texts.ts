import { coded } from '../coded.js';
import { numberedTexts } from '../lines.js';
import { printOutcomes } from '../print-outcomes.js';
import type { Session } from '../session.js';
import { normalizeOptions, type NormalizeFlags } from '../normalize-options.js';

/** Normalizes texts of the command line, or else the lines of standard input, and prints what they came to. */
export async function normalizeTexts(
  session: Session,
  texts: readonly string[],
  flags: NormalizeFlags,
): Promise<void> {
  const { backend, signal } = session;
  const mentions = numberedTexts(texts, signal);
  const results = coded(backend, mentions, ({ text }) => text, normalizeOptions(flags), signal);
  await printOutcomes(session, results, flags.json === true);
}
