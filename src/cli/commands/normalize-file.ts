import { grouped } from '../../figure-words.js';
import { coded, type Coded } from '../coded.js';
import { createCodedFile } from '../coded-file.js';
import { columnOf, textColumn } from '../file-columns.js';
import { openMentionsFile, type MentionsFile, type Row } from '../mentions-file.js';
import { normalizeOptions, type NormalizeFlags } from '../normalize-options.js';
import { printOutcomes } from '../print-outcomes.js';
import { rowsStep } from '../progress.js';
import type { Session } from '../session.js';

/** Normalizes the mentions of a file: prints what they came to, or writes the file with further columns. */
export async function normalizeFile(session: Session, path: string, flags: NormalizeFlags): Promise<void> {
  const { backend, signal } = session;
  const input = await openMentionsFile(path, signal);
  const text = textColumn(input, flags.column);
  const results = coded(backend, input.rows(), (row) => row[text], normalizeOptions(flags), signal);
  if (flags.out !== undefined) {
    await writeOutcomes(session, input, results, flags.out, flags);
    return;
  }
  const id = flags.idColumn === undefined ? undefined : columnOf(input, flags.idColumn);
  await printOutcomes(session, identified(results, text, id), flags.json === true);
}

async function* identified(results: AsyncIterable<Coded<Row>>, text: number, id: number | undefined) {
  let number = 0;
  for await (const { row, outcome } of results) {
    number += 1;
    const own = id === undefined ? number : row[id];
    yield {
      row: { id: typeof own === 'string' ? own : JSON.stringify(own ?? null), text: row[text] },
      outcome,
    };
  }
}

async function writeOutcomes(
  { progress, signal }: Session,
  input: MentionsFile,
  results: AsyncIterable<Coded<Row>>,
  out: string,
  flags: NormalizeFlags,
): Promise<void> {
  const { topK } = normalizeOptions(flags);
  const { prefix = '', force = false } = flags;
  const file = await createCodedFile(out, input, { topK, prefix, force });
  let done = 0;
  let failed = 0;
  let started: number | undefined;
  try {
    for await (const result of results) {
      signal.throwIfAborted();
      // The first answer ends the start, which takes its own time.
      started ??= performance.now();
      await file.write(result);
      done += 1;
      if ('error' in result.outcome) failed += 1;
      progress.show(rowsStep(input.path, done, input.total, (performance.now() - started) / 1000));
    }
    await file.finish();
  } finally {
    await file.discard();
  }
  const errors = failed === 0 ? '' : `; ${grouped(failed)} could not be used, see the column ${prefix}error`;
  progress.note(`${out}: ${grouped(done)} rows${errors}.`);
}
