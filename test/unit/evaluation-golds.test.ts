import t from 'tap';
import { placesIn } from '#src/evaluation/places.js';
import { GoldResolver } from '#src/evaluation/resolve.js';
import type { GoldAnswer } from '#src/evaluation/gold.js';
import { withoutTag } from '#src/ontology/semantic-tag.js';
import { catalogueOf } from '../support/impact.js';

const catalogue = catalogueOf(t.testdir(), 'v', [
  { id: 'S1', name: 'Psychiatric disorders', level: 'SOC', selectable: false },
  { id: 'S2', name: 'Nervous system disorders', level: 'SOC', selectable: false },
  { id: 'H1', name: 'Sleep disorders', level: 'HLT', selectable: false, parents: ['S1', 'S2'] },
  {
    ...{ id: 'P1', name: 'Insomnia', level: 'PT', parents: ['H1'], replaces: ['OLD1'] },
    names: [{ text: 'Sleeplessness', code: 'L1' }, 'Bad nights'],
  },
  {
    id: 'P2',
    name: 'Headache',
    level: 'PT',
    parents: ['S2'],
    names: ['Bad nights', { text: 'Sore head', code: 'L2' }],
  },
  { id: 'P3', name: 'Cephalgia', level: 'PT', status: 'retired', replacedBy: 'P2' },
  { id: 'P4', name: 'Loop', status: 'retired', replacedBy: 'P5' },
  { id: 'P5', name: 'Loop too', status: 'retired', replacedBy: 'P4' },
]);
t.teardown(() => {
  catalogue.close();
});

t.test('right concepts are found by id, code, successor and name, each in its turn', (t) => {
  const resolver = new GoldResolver(catalogue);
  const one = (id: string | null, name: string | null): GoldAnswer =>
    id === null ? [{ id, name: name ?? '' }] : [{ id, name }];
  const found = (...answers: readonly GoldAnswer[]) => {
    const { golds, missing } = resolver.resolve({ answers });
    return [golds.map(({ id }) => id), missing];
  };
  t.strictSame(found(one('P1', null)), [['P1'], []]);
  t.strictSame(found(one('L1', null)), [['P1'], []], 'the code of an LLT stands for its PT');
  t.strictSame(found(one('OLD1', null)), [['P1'], []], 'merged into it');
  t.strictSame(found(one('P3', null)), [['P2'], []], 'retired in favour of it');
  t.strictSame(found(one('P4', null)), [[], ['P4']], 'successors in a circle end');
  t.strictSame(found(one('S1', null)), [[], ['S1']], 'nothing is coded to a heading');
  t.strictSame(found(one('unknown', 'INSOMNIA')), [['P1'], []], 'by its name, where the id is of elsewhere');
  t.strictSame(found(one(null, 'sleeplessness')), [['P1'], []]);
  t.strictSame(found(one(null, 'Bad nights')), [[], ['Bad nights']], 'a name of two concepts says neither');
  t.strictSame(
    found(one('P1', null), one('P2', null), one('P1', null)),
    [['P1', 'P2'], []],
    'any of several',
  );
  t.strictSame(
    found([
      { id: 'P1', name: null },
      { id: 'X', name: 'Nowhere' },
    ]),
    [['P1'], ['X Nowhere']],
  );
  t.strictSame(found(), [[], []], 'nothing is right');
  t.end();
});

t.test('concepts have places at the levels of their hierarchy', (t) => {
  const places = placesIn(catalogue, ['P2', 'P1']);
  t.strictSame(places.levels, ['PT', 'HLT', 'SOC'], 'the longest way up has them all');
  t.strictSame(places.ancestorsAt('P1', 'PT'), ['P1']);
  t.strictSame(places.ancestorsAt('P1', 'HLT'), ['H1']);
  t.strictSame([...places.ancestorsAt('P1', 'SOC')].sort(), ['S1', 'S2'], 'both axes');
  t.strictSame(places.ancestorsAt('P2', 'HLT'), []);
  t.strictSame(places.ancestorsAt('nowhere', 'SOC'), []);
  t.equal(places.systemOf('P1'), 'Psychiatric disorders', 'the first parent is the primary one');
  t.equal(places.systemOf('P4'), null);
  t.strictSame(placesIn(catalogue, []).levels, []);
  t.end();
});

t.test('semantic tags are told from other brackets', (t) => {
  t.equal(withoutTag('Excessive weight gain (finding)'), 'Excessive weight gain');
  t.equal(withoutTag('Biopsy  (Procedure) '), 'Biopsy');
  t.equal(withoutTag('Diet advice (regime/therapy)'), 'Diet advice');
  for (const name of ['Rash (itchy)', '(finding)', 'Pain (finding) of knee', 'Insomnia', ''])
    t.equal(withoutTag(name), null, name);
  t.end();
});
