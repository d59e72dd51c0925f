import { conceptOf, draftOf, type RawConcept } from './draft.js';
import { parseObject } from './json-object.js';
import type { OntologyReader } from './reader.js';
import { ReportBuilder } from './report.js';
import { openText } from './text-source.js';

const MEMBERS = [
  ...['id', 'name', 'synonyms', 'lay', 'definition', 'parents', 'parent', 'level', 'status', 'active'],
  ...['selectable', 'reported'],
] as const;
const KNOWN = new Set<string>(MEMBERS);
const MAX_MEMBERS_REPORTED = 100;

const HINT =
  'Each line must be one JSON object with at least an id and a name, such as {"id":"T001","name":"Insomnia"}.';
const ARRAY_HINT =
  'The file looks like one JSON list; JSONL has one object a line and no brackets or commas around them ' +
  '(jq -c ".[]" file.json > file.jsonl makes it so).';

/**
 * JSON Lines: one concept a line, with `id`, `name` and, where there are any, `synonyms`, `lay`, `definition`,
 * `parents` (or `parent`), `level`, `status` (or `active`), `selectable` and `reported`; other members are ignored.
 * The first row of an id counts; later ones are `duplicate_id`.
 */
export const jsonlReader: OntologyReader = {
  format: 'jsonl',
  choices: [],
  async *read(path, options) {
    const source = await openText(path, options);
    const report = new ReportBuilder({ format: 'jsonl', encoding: source.encoding }, options);
    const columns = new Map<string, string>();
    let hint = HINT;
    let line = 0;
    for await (const batch of source.batches()) {
      for (const text of batch) {
        line += 1;
        if (text.trim() === '') continue;
        report.row();
        const place = { line, text };
        const row = parseObject(text, (reason, detail) => {
          report.skip(place, reason, detail);
        });
        if (row && columns.size < MAX_MEMBERS_REPORTED) noteMembers(columns, row);
        if (!row && columns.size === 0 && text.trim().startsWith('[')) hint = ARRAY_HINT;
        const draft =
          row &&
          draftOf(rawOf(row), (reason, detail) => {
            report.skip(place, reason, detail);
          });
        if (report.admit(draft, place)) yield conceptOf(draft);
      }
    }
    return report.finish(Object.fromEntries(columns), hint);
  },
};

function rawOf(row: Readonly<Record<string, unknown>>): RawConcept {
  const { id, name, synonyms, lay, definition, level, selectable, reported } = row;
  return {
    ...{ id, name, synonyms, lay, definition, level, selectable, reported },
    parents: row['parents'] ?? row['parent'],
    status: row['status'] ?? row['active'],
  };
}

function noteMembers(columns: Map<string, string>, row: Readonly<Record<string, unknown>>): void {
  for (const member of Object.keys(row)) {
    if (columns.has(member)) continue;
    const known = KNOWN.has(member);
    columns.set(member, !known ? 'ignored' : (MEANING.get(member) ?? member));
  }
}

const MEANING = new Map([
  ['parent', 'parents'],
  ['active', 'status'],
]);
