import t from 'tap';
import { codedEvent, eventsOf, wordsToCode } from '../../src/posts/events.js';
import { spansOf, tagOf, type Tag } from '../../src/posts/spans.js';
import { wordsOf } from '../../src/posts/words.js';

const NAMES = ['O', 'B-ADR', 'I-ADR', 'B-DI', 'I-DI'];
const tags = NAMES.map((name): Tag => tagOf(name) ?? { place: 'O' });

/** Probabilities of a word that is likely to have a tag, and has some of another. */
const likely = (name: string, other = 'O'): Float32Array =>
  Float32Array.from(NAMES, (each) => (each === name ? 0.75 : each === other ? 0.25 : 0));

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
      tags,
    ).map(({ start, end, type }) => `${type} ${text.slice(start, end)}`);
  t.strictSame(of('B-ADR', 'I-ADR', 'O', 'O', 'O', 'B-ADR', 'I-ADR'), ['ADR bad  head', 'ADR dry mouth']);
  t.strictSame(of('B-ADR', 'B-ADR', 'O', 'O', 'O', 'O', 'O'), ['ADR bad', 'ADR head'], 'a B begins anew');
  t.strictSame(of('O', 'I-ADR', 'I-ADR', 'O', 'O', 'O', 'O'), ['ADR head and'], 'an I may begin one');
  t.strictSame(of('B-ADR', 'I-DI', 'I-DI', 'O', 'O', 'O', 'O'), ['ADR bad', 'DI head and'], 'of its type');
  t.strictSame(of('O', 'O', 'O', 'O', 'O', 'O', 'O'), []);
});

t.test('a span’s probability is the mean of what B and I have together', async (t) => {
  const [span] = spansOf(wordsOf('dry mouth'), [likely('B-ADR', 'I-ADR'), likely('I-ADR', 'O')], tags);
  t.equal(span?.probability, (1 + 0.75) / 2);
});

t.test('events have their words, both ways of counting, and a mark', async (t) => {
  const text = '😰 no headache, but nausea 🤢';
  const spanAt = (word: string) => {
    const start = text.indexOf(word);
    return { start, end: start + word.length, type: 'ADR' as const, probability: 0.9 };
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
  const [event] = eventsOf('a headache', [{ start: 2, end: 10, type: 'ADR', probability: 0.9 }]);
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
