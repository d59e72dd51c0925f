import type { Candidate } from '../normalize/index.js';
import type { Outcome } from './backends/backend.js';
import type { Coded } from './coded.js';
import { printJson, PrintedTable } from './print-answers.js';
import type { Session } from './session.js';

/** Rows that are aligned together. */
const BLOCK = 100;

interface Printed {
  readonly id: string;
  readonly text: unknown;
}

/** Prints what mentions came to: a table for people, or a line of JSON for each. */
export async function printOutcomes(
  { print }: Session,
  results: AsyncIterable<Coded<Printed>>,
  json: boolean,
): Promise<void> {
  if (json) return printJson(print, results);
  const table = new PrintedTable(print, [
    { title: 'MENTION', max: 44 },
    { title: 'DECISION' },
    { title: 'CONCEPT', max: 24 },
    { title: 'NAME', max: 44 },
    { title: 'SIMILARITY', right: true },
    { title: 'MATCHED NAME', max: 44 },
  ]);
  for await (const { row, outcome } of results) {
    table.add(tableRows(row.text, outcome));
    if (table.waiting >= BLOCK) await table.flush();
  }
  await table.flush();
}

function tableRows(text: unknown, outcome: Outcome): string[][] {
  const mention = typeof text === 'string' ? text : JSON.stringify(text ?? null);
  if ('error' in outcome) return [[mention, 'error', outcome.error.code, outcome.error.detail, '', '']];
  const [best, ...others] = outcome.candidates;
  const first = [mention, outcome.decision, ...(best ? candidateCells(best) : [])];
  return [first, ...others.map((candidate) => ['', '', ...candidateCells(candidate)])];
}

function candidateCells({ conceptId, name, scores, matchedName }: Candidate): string[] {
  return [conceptId, name, scores.dense?.toFixed(2) ?? '', matchedName];
}
