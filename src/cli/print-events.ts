import type { PostOutcome } from './backends/post-backend.js';
import type { Answered } from './coded.js';
import type { NumberedPost } from './event-rows.js';
import type { Session } from './session.js';
import { Table } from './table.js';

/** Posts that are aligned together; later ones keep the widths, so that memory stays constant. */
const BLOCK = 50;

/** Prints what posts came to: a table of events for people, or a line of JSON for each post. */
export async function printEvents(
  { print }: Session,
  results: AsyncIterable<Answered<NumberedPost, PostOutcome>>,
  json: boolean,
): Promise<void> {
  if (json) {
    for await (const { row, outcome } of results)
      await print(`${JSON.stringify({ id: row.id, ...outcome })}\n`);
    return;
  }
  const table = new Table([
    { title: 'POST', max: 44 },
    { title: 'ADVERSE', right: true },
    { title: 'EVENT', max: 32 },
    { title: 'TYPE' },
    { title: 'MARK' },
    { title: 'DECISION' },
    { title: 'CONCEPT', max: 24 },
    { title: 'NAME', max: 44 },
  ]);
  let rows: string[][] = [];
  let posts = 0;
  let titles = true;
  for await (const { row, outcome } of results) {
    rows.push(...tableRows(row.text, outcome));
    posts += 1;
    if (posts % BLOCK > 0) continue;
    await print(table.block(rows, titles));
    rows = [];
    titles = false;
  }
  if (rows.length > 0) await print(table.block(rows, titles));
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
