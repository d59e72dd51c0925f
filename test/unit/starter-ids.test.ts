import t from 'tap';
import { assignIds, formatRegistry, parseRegistry } from '../../scripts/starter/ids.js';
import type { ConceptEntry, SystemEntry } from '../../scripts/starter/types.js';

const registry = parseRegistry(
  [
    'id\tlevel\tname\tstatus',
    'ADE:0000001\tconcept\tInsomnia\tcurrent',
    'ADE:0000002\tconcept\tNausea\tcurrent',
    'ADE:0000003\tconcept\tWellness\tretired',
    'ADE:0900001\tsystem\tPsychiatric disorders\tcurrent',
    '',
  ].join('\n'),
);
const insomnia = concept('ADE:0000001', 'Insomnia', 1);
const nausea = concept('ADE:0000002', 'Nausea', 2);
const psychiatric: SystemEntry = {
  level: 'system',
  id: 'ADE:0900001',
  name: 'Psychiatric disorders',
  place: { file: 'source/hierarchy.jsonl', line: 1 },
};

t.test('entries that agree with the registry pass as they are', (t) => {
  t.strictSame(registry.problems, []);
  const { entries, added, problems } = assignIds([psychiatric, insomnia, nausea], registry.rows);
  t.strictSame(problems, []);
  t.strictSame(added, []);
  t.strictSame(entries, [psychiatric, insomnia, nausea]);
  t.end();
});

t.test('an entry without an id gets the next of its level, past the retired ones', (t) => {
  const fresh = [concept(undefined, 'Vomiting', 3), { ...psychiatric, id: undefined, name: 'Eye disorders' }];
  const { entries, added, problems } = assignIds([psychiatric, insomnia, nausea, ...fresh], registry.rows);
  t.strictSame(problems, []);
  t.strictSame(
    entries.slice(3).map((entry) => entry.id),
    ['ADE:0000004', 'ADE:0900002'],
  );
  t.match(formatRegistry([...registry.rows, ...added]), /ADE:0000004\tconcept\tVomiting\tcurrent\n/);
  t.end();
});

t.test('what would change the meaning of an id is refused', (t) => {
  const cases: readonly (readonly [string, ConceptEntry, RegExp])[] = [
    ['twice', concept('ADE:0000001', 'Insomnia', 9), /used already at source\/x.jsonl:1/],
    ['unknown', concept('ADE:0000077', 'Vomiting', 9), /not in ids.tsv; leave the id out/],
    ['retired', concept('ADE:0000003', 'Wellness', 9), /retired in ids.tsv:4/],
    ['other level', concept('ADE:0900001', 'Psychiatric disorders', 9), /cannot become a concept/],
  ];
  for (const [what, entry, message] of cases) {
    const systems = what === 'other level' ? [] : [psychiatric];
    const { problems } = assignIds([...systems, insomnia, nausea, entry], registry.rows);
    t.equal(problems.length, 1, what);
    t.match(problems, [{ file: 'source/x.jsonl', line: 9, message }], what);
  }
  t.end();
});

t.test('a concept leaves the source only when the registry retires it', (t) => {
  const gone = assignIds([psychiatric, insomnia], registry.rows);
  t.match(gone.problems, [{ file: 'ids.tsv', line: 3, message: /"Nausea" is in no source file/ }]);

  const rows = registry.rows.map((row) =>
    row.name === 'Nausea' ? { ...row, status: 'retired' as const } : row,
  );
  t.strictSame(assignIds([psychiatric, insomnia], rows).problems, []);
  t.end();
});

t.test('a concept is renamed only when the registry states it', (t) => {
  const renamed = [psychiatric, insomnia, concept('ADE:0000002', 'Queasiness', 2)];
  t.match(assignIds(renamed, registry.rows).problems, [
    { line: 2, message: /is "Nausea" in ids.tsv:3; if the same concept is now called "Queasiness"/ },
  ]);

  const rows = registry.rows.map((row) => (row.name === 'Nausea' ? { ...row, name: 'Queasiness' } : row));
  t.strictSame(assignIds(renamed, rows).problems, []);
  t.end();
});

t.test('a registry line that cannot be right is named', (t) => {
  const { problems } = parseRegistry(
    [
      'ADE:0000001\tconcept\tInsomnia\tcurrent',
      'ADE:0000001\tconcept\tNausea\tcurrent',
      'ADE:12\tconcept\tNausea\tcurrent',
      'ADE:0000002\tterm\tNausea\tcurrent',
      'ADE:0000002\tgroup\tNausea\tcurrent',
      'ADE:0000002\tconcept\t\tcurrent',
      'ADE:0000002\tconcept\tNausea\tgone',
      'ADE:0000002\tconcept\tNausea',
    ].join('\n'),
  );
  t.match(problems, [
    { line: 2, message: 'ADE:0000001 stands already on line 1' },
    { line: 3, message: /seven digits/ },
    { line: 4, message: /level "term"/ },
    { line: 5, message: /not an id of a group/ },
    { line: 6, message: /name is empty/ },
    { line: 7, message: /status "gone"/ },
    { line: 8, message: /four columns/ },
  ]);
  t.end();
});

function concept(id: string | undefined, name: string, line: number): ConceptEntry {
  const place = { file: 'source/x.jsonl', line };
  return { level: 'concept', id, name, group: 'Any', definition: '', synonyms: [], lay: [], place };
}
