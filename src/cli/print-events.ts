import type { PostOutcome } from './backends/post-backend.js';
import type { Answered } from './coded.js';
import type { NumberedPost } from './event-rows.js';
import { printJson, PrintedTable } from './print-answers.js';
import type { Session } from './session.js';

/** Posts that are aligned together. */
const BLOCK = 50;

/** Prints what posts came to: a table of events for people, or a line of JSON for each post. */
export async function printEvents(
  { print }: Session,
  results: AsyncIterable<Answered<NumberedPost, PostOutcome>>,
  json: boolean,
): Promise<void> {
  if (json) return printJson(print, results);
  const table = new PrintedTable(print, [
    { title: 'POST', max: 44 },
    { title: 'ADVERSE', right: true },
    { title: 'EVENT', max: 32 },
    { title: 'TYPE' },
    { title: 'MARK' },
    { title: 'DECISION' },
    { title: 'CONCEPT', max: 24 },
    { title: 'NAME', max: 44 },
  ]);
  let posts = 0;
  for await (const { row, outcome } of results) {
    table.add(tableRows(row.text, outcome));
    posts += 1;
    if (posts % BLOCK === 0) await table.flush();
  }
  await table.flush();
}

function tableRows(text: unknown, outcome: PostOutcome): string[][] {
  const post = typeof text === 'string' ? text : JSON.stringify(text ?? null);
  if ('error' in outcome) return [[post, 'error', outcome.error.code, '', '', '', '', outcome.error.detail]];
  const { label, probability } = outcome.classification.adverseEvent;
  const first = [post, `${label ? 'yes' : 'no'} ${probability.toFixed(2)}`];
  const events = outcome.events.map((event) => {
    const [best] = event.candidates;
    const concept = best ? [best.conceptId, best.name] : [];
    return [event.text, event.type, event.mark, event.decision, ...concept];
  });
  const [leading = [], ...others] = events;
  return [[...first, ...leading], ...others.map((cells) => ['', '', ...cells])];
}
