import t from 'tap';
import { resolveCollisions } from '../../scripts/starter/collisions.js';
import type { ConceptEntry, Identified } from '../../scripts/starter/types.js';

interface Names {
  synonyms?: readonly string[];
  lay?: readonly string[];
}

t.test('within a concept a name is kept once, as its strongest kind', (t) => {
  const { concepts, collisions, repeats } = resolveCollisions([
    concept(1, 'Anaemia', { synonyms: ['anaemia', 'Anemia', 'ANEMIA'], lay: ['anemia', 'low blood'] }),
  ]);
  t.match(concepts, [{ synonyms: ['Anemia'], lay: ['low blood'] }]);
  t.strictSame(collisions, []);
  t.equal(repeats, 3);
  t.end();
});

t.test('between concepts the strongest kind wins', (t) => {
  const { concepts, collisions, problems } = resolveCollisions([
    concept(1, 'Haematuria', { synonyms: ['Blood urine present', 'Red urine'] }),
    concept(2, 'Blood urine present', { lay: ['red urine', 'red wee'] }),
  ]);
  t.strictSame(problems, []);
  t.match(concepts, [
    { synonyms: ['Red urine'], lay: [] },
    { synonyms: [], lay: ['red wee'] },
  ]);
  t.strictSame(collisions, [
    {
      normalForm: 'blood urine present',
      written: 'Blood urine present',
      holders: [
        { id: 'ADE:0000001', conceptName: 'Haematuria', kind: 'synonym' },
        { id: 'ADE:0000002', conceptName: 'Blood urine present', kind: 'preferred' },
      ],
      keepers: ['ADE:0000002'],
    },
    {
      normalForm: 'red urine',
      written: 'Red urine',
      holders: [
        { id: 'ADE:0000001', conceptName: 'Haematuria', kind: 'synonym' },
        { id: 'ADE:0000002', conceptName: 'Blood urine present', kind: 'lay' },
      ],
      keepers: ['ADE:0000001'],
    },
  ]);
  t.end();
});

t.test('a tie leaves the name with all who hold it as their strongest kind', (t) => {
  const { concepts, collisions } = resolveCollisions([
    concept(1, 'Premature ejaculation', { synonyms: ['PE'] }),
    concept(2, 'Pulmonary embolism', { synonyms: ['pe'] }),
    concept(3, 'Dyspnoea', { lay: ['pe', 'no breath'] }),
  ]);
  t.match(concepts, [{ synonyms: ['PE'] }, { synonyms: ['pe'] }, { lay: ['no breath'] }]);
  const pe = collisions.find((collision) => collision.normalForm === 'pe');
  t.strictSame(pe?.keepers, ['ADE:0000001', 'ADE:0000002']);
  t.equal(pe?.holders.length, 3);
  t.end();
});

t.test('two concepts cannot have the same preferred name', (t) => {
  const { problems } = resolveCollisions([concept(1, 'Tic'), concept(2, 'tic!')]);
  t.match(problems, [{ line: 2, message: /"tic!" is that of ADE:0000001 at source\/x.jsonl:1/ }]);
  t.end();
});

t.test('a name without a normal form is refused', (t) => {
  const { problems } = resolveCollisions([concept(1, 'Pain', { lay: ['!!!'] })]);
  t.match(problems, [{ line: 1, message: /lay name "!!!" has nothing to match on/ }]);
  t.end();
});

function concept(number: number, name: string, names: Names = {}): Identified<ConceptEntry> {
  return {
    level: 'concept',
    id: `ADE:000000${number}`,
    name,
    group: 'Any',
    definition: '',
    synonyms: names.synonyms ?? [],
    lay: names.lay ?? [],
    place: { file: 'source/x.jsonl', line: number },
  };
}
