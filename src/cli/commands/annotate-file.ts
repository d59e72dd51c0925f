import { grouped } from '../../figure-words.js';
import { annotateOptions, type AnnotateFlags } from '../annotate-options.js';
import type { PostOutcome } from '../backends/post-backend.js';
import { answered, type Answered } from '../coded.js';
import { EVENT_COLUMNS, eventRows, type NumberedPost } from '../event-rows.js';
import { columnOf, textColumn } from '../file-columns.js';
import { openMentionsFile, type MentionsFile } from '../mentions-file.js';
import { printEvents } from '../print-events.js';
import { rowsStep } from '../progress.js';
import type { Session } from '../session.js';
import { createTableFile } from '../table-file.js';

/** Annotates the posts of a file: prints what they came to, or writes their events to another file, a row each. */
export async function annotateFile(session: Session, path: string, flags: AnnotateFlags): Promise<void> {
  const { backend, signal } = session;
  const input = await openMentionsFile(path, signal);
  const results = answered(
    postsOf(input, flags),
    ({ text }) => text,
    (texts) => backend.posts.annotate(texts, annotateOptions(flags), signal),
  );
  if (flags.out === undefined) await printEvents(session, results, flags.json === true);
  else await writeEvents(session, input, results, flags.out, flags.force ?? false);
}

/** @throws UsageError at once when a column is not there, before any work is done */
function postsOf(
  input: MentionsFile,
  { column, idColumn }: AnnotateFlags,
): AsyncGenerator<NumberedPost, void, undefined> {
  const text = textColumn(input, column);
  return numbered(input, text, idColumn === undefined ? undefined : columnOf(input, idColumn));
}

async function* numbered(
  input: MentionsFile,
  text: number,
  ids: number | undefined,
): AsyncGenerator<NumberedPost, void, undefined> {
  let number = 0;
  for await (const row of input.rows()) {
    number += 1;
    const own = ids === undefined ? number : row[ids];
    yield { number, id: typeof own === 'string' ? own : JSON.stringify(own ?? null), text: row[text] };
  }
}

async function writeEvents(
  { progress, signal }: Session,
  input: MentionsFile,
  results: AsyncIterable<Answered<NumberedPost, PostOutcome>>,
  out: string,
  force: boolean,
): Promise<void> {
  const file = await createTableFile(out, EVENT_COLUMNS, { force, like: input });
  let done = 0;
  let adverse = 0;
  let events = 0;
  let failed = 0;
  let started: number | undefined;
  try {
    for await (const { row, outcome } of results) {
      signal.throwIfAborted();
      // The first answer ends the start, which takes its own time.
      started ??= performance.now();
      for (const cells of eventRows(row, outcome)) await file.write(cells);
      done += 1;
      if ('error' in outcome) failed += 1;
      else {
        events += outcome.events.length;
        if (outcome.classification.adverseEvent.label) adverse += 1;
      }
      progress.show(rowsStep(input.path, done, input.total, (performance.now() - started) / 1000));
    }
    await file.finish();
  } finally {
    await file.discard();
  }
  const errors = failed === 0 ? '' : `; ${grouped(failed)} could not be used, see the column error`;
  progress.note(
    `${out}: ${grouped(events)} events of ${grouped(done)} posts, ${grouped(adverse)} of which report an adverse event${errors}.`,
  );
}
