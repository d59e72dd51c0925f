import t from 'tap';
import type { NameKind, SourceConcept } from '#src/ontology/concept.js';
import { createExpander, type Expansion } from '#src/ontology/expansion.js';

type Names = Partial<Record<Exclude<NameKind, 'preferred'>, readonly string[]>>;

function concept(
  id: string,
  name: string,
  names: Names = {},
  more: Partial<SourceConcept> = {},
): SourceConcept {
  return {
    id,
    name,
    names: [
      ...(names.synonym ?? []).map((text) => ({ text, kind: 'synonym' as const })),
      ...(names.lay ?? []).map((text) => ({ text, kind: 'lay' as const })),
    ],
    definition: null,
    parents: [],
    level: null,
    status: 'current',
    selectable: true,
    ...more,
  };
}

const STARTER = [
  concept('S1', 'Insomnia', {
    synonym: ['Sleeplessness', 'Disturbed sleep'],
    lay: ["can't sleep", 'up all night'],
  }),
  concept('S2', 'Sleep disorder', { synonym: ['Disturbed sleep'], lay: ['bad sleep'] }),
  concept('S3', 'Seasonal affective disorder', { synonym: ['SAD'], lay: ['winter blues'] }),
  concept('S4', 'Fatigue', { synonym: ['Tiredness'], lay: ['worn out', 'sadness'] }),
  concept('S5', 'Old term', { synonym: ['Older term'], lay: ['old'] }, { status: 'retired' }),
  concept('S6', 'Psychiatric disorders', { synonym: ['Mental disorders'] }, { selectable: false }),
  concept('S7', 'Ventricular ectopy', { synonym: ['PVCs'] }),
];

function expand(mine: SourceConcept): Expansion {
  return createExpander(STARTER).expand(mine);
}

function attached({ names }: Expansion): string[] {
  return names.flatMap(({ text, kind, origin }) => (origin === 'starter' ? [`${kind} ${text}`] : []));
}

t.test('a name that equals a starter name by normal form gets its names, after the own ones', (t) => {
  const mine = concept('T1', 'INSOMNIA', { synonym: ['sleeplessness!'], lay: ['Up all  night'] });
  const expansion = expand(mine);
  t.equal(expansion.match, 'name');
  t.strictSame(expansion.candidates, [{ id: 'S1', name: 'Insomnia', level: null }]);
  t.strictSame(expansion.names, [
    { text: 'INSOMNIA', kind: 'preferred', origin: 'ontology' },
    { text: 'sleeplessness!', kind: 'synonym', origin: 'ontology' },
    { text: 'Up all  night', kind: 'lay', origin: 'ontology' },
    { text: 'Disturbed sleep', kind: 'synonym', origin: 'starter' },
    { text: "can't sleep", kind: 'lay', origin: 'starter' },
  ]);
  t.end();
});

t.test('an own synonym may be what matches; the starter name then becomes a synonym', (t) => {
  const expansion = expand(concept('T1', 'Schlaflosigkeit', { synonym: ['insomnia'] }));
  t.equal(expansion.match, 'name');
  t.strictSame(attached(expansion), [
    'synonym Sleeplessness',
    'synonym Disturbed sleep',
    "lay can't sleep",
    'lay up all night',
  ]);
  t.strictSame(attached(expand(concept('T2', 'Tiredness'))), [
    'synonym Fatigue',
    'lay worn out',
    'lay sadness',
  ]);
  t.equal(expand(concept('T2', 'Tiredness')).match, 'synonym');
  t.end();
});

t.test('lay names match nothing, on either side', (t) => {
  t.equal(expand(concept('T1', 'Worn out')).match, 'none');
  const expansion = expand(concept('T1', 'Schlaflosigkeit', { lay: ['insomnia', 'tiredness'] }));
  t.equal(expansion.match, 'none');
  t.strictSame(attached(expansion), []);
  t.end();
});

t.test('the preferred name decides between several starter names; without it nothing is attached', (t) => {
  const decided = expand(concept('T1', 'Fatigue', { synonym: ['Insomnia'] }));
  t.equal(decided.match, 'name');
  t.strictSame(
    decided.candidates.map(({ id }) => id),
    ['S4'],
  );
  const open = expand(concept('T1', 'Tired and awake', { synonym: ['Insomnia', 'Fatigue'] }));
  t.equal(open.match, 'ambiguous');
  t.strictSame(
    open.candidates.map(({ id }) => id),
    ['S1', 'S4'],
  );
  t.strictSame(attached(open), []);
  t.end();
});

t.test('a synonym of several starter concepts attaches nothing, nor do synonyms of different ones', (t) => {
  for (const mine of [
    concept('T1', 'disturbed sleep'),
    concept('T1', 'Sleeplessness', { synonym: ['Tiredness'] }),
    concept('T1', 'Sleeplessness', { synonym: ['Disturbed sleep'] }),
  ]) {
    const expansion = expand(mine);
    t.equal(expansion.match, 'ambiguous', mine.name);
    t.equal(expansion.candidates.length, 2);
    t.strictSame(attached(expansion), []);
  }
  t.end();
});

t.test('two starter concepts of one name are ambiguous', (t) => {
  const expander = createExpander([
    concept('A', 'Cold', { lay: ['a'] }),
    concept('B', 'cold', { lay: ['b'] }),
  ]);
  const expansion = expander.expand(concept('T1', 'Cold'));
  t.equal(expansion.match, 'ambiguous');
  t.strictSame(attached(expansion), []);
  t.end();
});

t.test('retired and heading concepts of the starter lend nothing', (t) => {
  for (const name of ['Old term', 'Older term', 'Psychiatric disorders', 'Mental disorders']) {
    t.equal(expand(concept('T1', name)).match, 'none', name);
  }
  t.end();
});

t.test('headings of the list are not expanded, and are not counted as unmatched', (t) => {
  const expander = createExpander(STARTER);
  const expansion = expander.expand(concept('T1', 'Insomnia', {}, { selectable: false }));
  t.strictSame(attached(expansion), []);
  t.equal(expansion.match, 'none');
  t.match(expander.report(), { unmatched: 0, attachedByName: 0 });
  t.end();
});

t.test('a starter abbreviation matches only what is written in capitals too', (t) => {
  t.equal(expand(concept('T1', 'Sad')).match, 'none');
  t.equal(expand(concept('T1', 'Low mood', { synonym: ['sad', 'pvcs'] })).match, 'none');
  t.equal(expand(concept('T1', 'SAD')).match, 'synonym');
  t.equal(expand(concept('T1', 'Ectopic beats', { synonym: ['PVCs'] })).match, 'synonym');
  t.equal(expand(concept('T1', 'TIREDNESS')).match, 'synonym', 'a list all in capitals still matches words');
  t.equal(
    expand(concept('T1', 'sad', { synonym: ['Tiredness'] })).match,
    'synonym',
    'nor does it make a conflict',
  );
  t.end();
});

t.test('failing all else, order of words, spelling and plural do not count', (t) => {
  const expander = createExpander([
    concept('S1', 'Jaw pain', { lay: ['my jaw kills me'] }),
    concept('S2', 'Peripheral edema', { synonym: ['Ankle swelling'], lay: ['balloon ankles'] }),
    concept('S3', 'Pain', { lay: ['it hurts'] }),
    concept('S4', 'Swelling of ankles and feet', { lay: ['puffy feet'] }),
  ]);
  const found = (name: string) => {
    const { match, candidates } = expander.expand(concept('T1', name));
    return [match, ...candidates.map(({ id }) => id)];
  };
  t.strictSame(found('Pain in jaw'), ['form', 'S1']);
  t.strictSame(found('Oedema, peripheral'), ['form', 'S2']);
  t.strictSame(found('Swelling of the ankle'), ['form', 'S2'], 'by a synonym');
  t.strictSame(found('Jaw pain'), ['name', 'S1'], 'what is equal comes first');
  t.strictSame(found('Jaw and tooth pain'), ['none'], 'other words do count');
  t.strictSame(found('Of the'), ['none']);
  t.end();
});

t.test('the report counts what was done', (t) => {
  const expander = createExpander(STARTER);
  for (const mine of [
    concept('T1', 'Insomnia'),
    concept('T2', 'Sleeplessness'),
    concept('T3', 'Tiredness'),
    concept('T4', 'Disturbed sleep'),
    concept('T5', 'Nothing like it'),
    concept('T6', 'Disorders of sleep'),
  ]) {
    expander.expand(mine);
  }
  t.strictSame(expander.report(), {
    attachedByName: 1,
    attachedBySynonym: 2,
    attachedByForm: 1,
    ambiguous: 1,
    unmatched: 1,
    sharedTargets: 1,
    synonymsAdded: 2 + 2 + 1 + 2,
    layAdded: 2 + 2 + 2 + 1,
    ambiguousExamples: [
      { id: 'T4', name: 'Disturbed sleep', candidates: ['S1 Insomnia', 'S2 Sleep disorder'] },
    ],
  });
  t.end();
});

t.test('only the first 100 ambiguous ones are listed', (t) => {
  const expander = createExpander(STARTER);
  for (let at = 0; at < 150; at += 1) expander.expand(concept(`T${at}`, 'Disturbed sleep'));
  t.equal(expander.report()?.ambiguous, 150);
  t.equal(expander.report()?.ambiguousExamples.length, 100);
  t.end();
});

t.test('a semantic tag is no part of a name, and the name without it is one more', async (t) => {
  const tagged = createExpander(STARTER).expand(concept('T1', 'Insomnia (finding)'));
  t.equal(tagged.match, 'name');
  t.strictSame(
    tagged.names.filter(({ origin }) => origin === 'ontology').map(({ text, kind }) => [text, kind]),
    [
      ['Insomnia (finding)', 'preferred'],
      ['Insomnia', 'synonym'],
    ],
  );
  const both = createExpander(STARTER).expand(
    concept('T2', 'Insomnia (disorder)', { synonym: ['insomnia', 'Rash (itchy)'] }),
  );
  t.strictSame(
    both.names.filter(({ origin }) => origin === 'ontology').map(({ text }) => text),
    ['Insomnia (disorder)', 'insomnia', 'Rash (itchy)'],
    'what is there already is not added, and other brackets stay',
  );
});

t.test('synonyms may be lent alone', async (t) => {
  const { names } = createExpander(STARTER, 'synonyms').expand(concept('T1', 'Insomnia'));
  t.strictSame(
    names.filter(({ origin }) => origin === 'starter').map(({ text }) => text),
    ['Sleeplessness', 'Disturbed sleep'],
  );
});

t.test('with the names comes how often the concept is reported', (t) => {
  const expander = createExpander([
    { ...concept('S1', 'Insomnia', { synonym: ['Poor sleep'] }), reported: 40 },
    { ...concept('S2', 'Sleep disorder', { synonym: ['Poor sleep'] }), reported: 9 },
    concept('S3', 'Bad dreams'),
  ]);
  const reported = (mine: SourceConcept): number | null => expander.expand(mine).reported;
  t.equal(reported(concept('T1', 'insomnia')), 40);
  t.equal(reported(concept('T2', 'Bad dreams')), null, 'the starter does not know it, either');
  t.equal(reported(concept('T3', 'Rash')), null, 'unknown');
  t.equal(expander.expectedReports(), 9 / 1, 'what is left, for the one that is left');
  expander.expand(concept('T5', 'Gout'));
  expander.expand(concept('T6', 'Ague', {}, { status: 'retired' }));
  expander.expand(concept('T7', 'Sleep disorder', {}, { status: 'retired' }));
  t.equal(expander.expectedReports(), 9 / 2, 'retired concepts neither share nor take');
  t.equal(reported(concept('T4', 'Poor sleep')), 25, 'the mean of those that it may be');
  t.equal(expander.expectedReports(), 0);
  t.end();
});

t.test('counts are lent without names, too', (t) => {
  const starter = {
    ...concept('S1', 'Insomnia', { synonym: ['Poor sleep'], lay: ["can't sleep"] }),
    reported: 40,
  };
  const expander = createExpander([starter], 'none');
  const { names, reported } = expander.expand(concept('T1', 'Insomnia'));
  t.strictSame([names.length, reported], [1, 40]);
  t.equal(expander.expectedReports(), null, 'nothing is without a count');
  expander.expand(concept('T2', 'Old rubric', {}, { selectable: false }));
  t.equal(expander.expectedReports(), null, 'headings have no share');
  expander.expand(concept('T3', 'Rash'));
  t.equal(expander.expectedReports(), 0);
  t.end();
});
