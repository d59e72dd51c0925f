import t from 'tap';
import { MARKS } from '#src/posts/types.js';
import { codedEvent, eventsOf, wordsToCode } from '#src/posts/events.js';
import { spansOf, tagOf, type MarkShares, type Span, type Tag } from '#src/posts/spans.js';
import { inWholeWords } from '#src/posts/whole-words.js';
import { wordsOf } from '#src/posts/words.js';

const NAMES = ['O', 'B-ADR', 'I-ADR', 'B-DI', 'I-DI'];
const columns = { tags: NAMES.map((name): Tag => tagOf(name) ?? { place: 'O' }), marks: MARKS };

/** Probabilities of a word that is likely to have a tag, has some of another, and is likely to be reported. */
const likely = (name: string, other = 'O', reported = 1): Float32Array =>
  Float32Array.from([
    ...NAMES.map((each) => (each === name ? 0.75 : each === other ? 0.25 : 0)),
    ...[reported, 1 - reported, 0, 0, 0],
  ]);

const SAID: MarkShares = { reported: 1, negated: 0, hypothetical: 0, indication: 0, other: 0 };
const UNSURE: MarkShares = { reported: 0.2, negated: 0.2, hypothetical: 0.2, indication: 0.2, other: 0.2 };

t.test('tags are read by their names', async (t) => {
  t.strictSame(tagOf('B-WD'), { place: 'B', type: 'WD' });
  t.strictSame(tagOf('O'), { place: 'O' });
  for (const name of ['', 'B', 'B-', 'B-XYZ', 'E-ADR', 'o']) t.equal(tagOf(name), undefined, name);
});

t.test('spans are runs of a type, from the first word’s start to the last word’s end', async (t) => {
  const text = 'bad  head and ache , dry mouth';
  const of = (...names: string[]) =>
    spansOf(
      wordsOf(text),
      names.map((name) => likely(name)),
      columns,
    ).map(({ start, end, type }) => `${type} ${text.slice(start, end)}`);
  t.strictSame(of('B-ADR', 'I-ADR', 'O', 'O', 'O', 'B-ADR', 'I-ADR'), ['ADR bad  head', 'ADR dry mouth']);
  t.strictSame(of('B-ADR', 'B-ADR', 'O', 'O', 'O', 'O', 'O'), ['ADR bad', 'ADR head'], 'a B begins anew');
  t.strictSame(of('O', 'I-ADR', 'I-ADR', 'O', 'O', 'O', 'O'), ['ADR head and'], 'an I may begin one');
  t.strictSame(of('B-ADR', 'I-DI', 'I-DI', 'O', 'O', 'O', 'O'), ['ADR bad', 'DI head and'], 'of its type');
  t.strictSame(of('O', 'O', 'O', 'O', 'O', 'O', 'O'), []);
});

t.test('a span’s probability is what B and I have together of its surest word', async (t) => {
  const [span] = spansOf(
    wordsOf('dry mouth'),
    [likely('B-ADR', 'O', 0.75), likely('I-ADR', 'B-ADR', 0.25)],
    columns,
  );
  t.equal(span?.probability, 1);
  const [unsure] = spansOf(wordsOf('dry'), [likely('B-ADR', 'O', 0.25)], columns);
  t.equal(unsure?.probability, 0.75);
  t.strictSame(span?.said, { ...SAID, reported: 0.5, negated: 0.5 });
});

t.test('spans begin and end with words, and name something', async (t) => {
  const cut = (line: string): string[] => {
    const spans: Span[] = [];
    let text = '';
    for (const [i, part] of line.split(/\[|\]/).entries()) {
      const start = text.length;
      text += part;
      if (i % 2 === 1)
        spans.push({ ...{ start, end: text.length, said: SAID }, type: 'ADR', probability: 1 });
    }
    return inWholeWords(text, spans).map(({ start, end }) => text.slice(start, end));
  };
  t.strictSame(cut("if I'[d lose my hair]"), ['lose my hair']);
  t.strictSame(cut('if I[’d lose my hair] again'), ['lose my hair']);
  t.strictSame(cut("i can'[t sleep] at night"), ["can't sleep"]);
  t.strictSame(cut("[can]'[t sleep]"), ["can't sleep"]);
  t.strictSame(cut('[head]ache and [nausea]'), ['headache', 'nausea']);
  t.strictSame(cut("'[numb]' feet, [N/V], 😀[rash]😀, [🤮]"), ['numb', 'N/V', 'rash', '🤮']);
  t.strictSame(cut("can[']t, [never] for 3 [weeks], it'[s] [no] one"), []);
  t.strictSame(cut('[]'), []);
});

t.test('events have their words, both ways of counting, and a mark', async (t) => {
  const text = '😰 no headache, but nausea 🤢';
  const spanAt = (word: string) => {
    const start = text.indexOf(word);
    return { start, end: start + word.length, type: 'ADR' as const, probability: 0.9, said: UNSURE };
  };
  t.match(eventsOf(text, [spanAt('headache'), spanAt('nausea')]), [
    { start: 6, end: 14, codePoints: { start: 5, end: 13 }, text: 'headache', mark: 'negated' },
    { start: 20, end: 26, codePoints: { start: 19, end: 25 }, text: 'nausea', mark: 'reported' },
  ]);
});

t.test('of a denied event what is denied is coded, and of others their words as they stand', (t) => {
  const coded = (text: string, mark: 'negated' | 'reported' = 'negated') => wordsToCode({ text, mark });
  t.equal(coded('No rash'), 'rash');
  t.equal(coded('not a single headache'), 'headache');
  t.equal(coded('zero libido', 'reported'), 'zero libido');
  t.equal(coded('nosebleeds'), 'nosebleeds');
  t.equal(coded('no'), 'no');
  t.equal(coded('no '), 'no ');
  t.end();
});

t.test('what is not reported is never coded without a person', async (t) => {
  const [event] = eventsOf('a headache', [{ start: 2, end: 10, type: 'ADR', probability: 0.9, said: SAID }]);
  if (!event) throw new Error('no event');
  const result = { id: '0', text: 'headache', cleaned: 'headache', candidates: [] };
  const decided = (mark: 'reported' | 'negated' | 'other', decision: 'auto' | 'suggest' | 'none') =>
    codedEvent({ ...event, mark }, { ...result, decision }).decision;
  t.equal(decided('reported', 'auto'), 'auto');
  t.equal(decided('negated', 'auto'), 'review');
  t.equal(decided('other', 'auto'), 'review');
  t.equal(decided('negated', 'suggest'), 'review');
  t.equal(decided('negated', 'none'), 'none');
  const error = { code: 'mention_too_long', detail: 'too long' } as const;
  t.match(codedEvent(event, { id: '0', error }), { decision: 'none', candidates: [], error });
});
