import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { starterFolder } from '../../scripts/starter/folder.js';
import { mentionForm, normalForm, readMention as read } from '../../src/text/index.js';

t.test('hashtags become words', (t) => {
  const expected: [text: string, read: string, why: string][] = [
    ['#weightgain', 'weight gain', 'the words that are likely'],
    ['so #cantsleep again', 'so cant sleep again', 'what stands around stays'],
    ['#neveragain', 'never again', 'words that name nothing'],
    ['#insomnia', 'insomnia', 'one word'],
    ['#rhabdomyolysis #lithium', 'rhabdomyolysis lithium', 'long words, and drugs'],
    ['#zepbound #vyvanse', 'zepbound vyvanse', 'words that nobody knows'],
    ['#zepboundheadache', 'zepbound headache', 'beside one that is known'],
    ['#CantSleep #MSWarrior', 'Cant Sleep MS Warrior', 'capitals show the words'],
    ['#WEIGHTGAIN', 'WEIGHT GAIN', 'or nothing'],
    ['#Weight_gain_', 'Weight gain', 'underscores'],
    ['#lost20lbs', 'lost 20 lbs', 'figures'],
    ['#T2D #b12 #covid19', 'T2D b12 covid 19', 'abbreviations'],
    ['#müde #Schlaflosigkeit', 'müde Schlaflosigkeit', 'other languages stay whole'],
    ['＃skinrash', 'skin rash', 'the full-width sign'],
    ['(#headache)', '(headache)', 'in brackets'],
  ];
  for (const [text, wanted, why] of expected) t.equal(read(text), wanted, why);
  t.end();
});

t.test('what is no hashtag stays', (t) => {
  for (const text of ['shingrix #2', '# sleep', 'a#b', 'c/#d', '&#x;', 'weightgain', '#_1', '##', ''])
    t.equal(read(text), text);
  t.end();
});

t.test('text without the sign stays, and reading twice changes nothing', (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      (text) => text.includes('#') || read(text) === text || text.includes('＃'),
    ),
  );
  const texts = fc
    .array(fc.constantFrom('#', 'weight', 'gain', 'Can', '20', '_', ' ', 'ü', 'xq'))
    .map((parts) => parts.join(''));
  fc.assert(fc.property(texts, (text) => read(read(text)) === read(text) || read(text).includes('#')));
  t.end();
});

t.test('of names that are run together nearly all are read as they were', (t) => {
  const names = readFileSync(join(starterFolder, 'starter.jsonl'), 'utf8')
    .split('\n')
    .flatMap((line) => /"name":"([A-Za-z ]+)","level":"concept"/.exec(line)?.[1] ?? [])
    .map((name) => normalForm(name))
    .filter((name) => /^\S+ \S+( \S+)?$/.test(name));
  const right = names.filter((name) => read(`#${name.replaceAll(' ', '')}`) === name);
  t.ok(names.length > 1000);
  t.ok(right.length > 0.93 * names.length, `${right.length} of ${names.length}`);
  t.end();
});

t.test('stretched words are read as they are spelt', (t) => {
  const expected: [text: string, read: string][] = [
    ['soooo tiiired', 'so tired'],
    ['SOOO SICK', 'SO SICK'],
    ['sleeeepy, feeeel awwwful', 'sleepy, feel awful'],
    ['heeeeadaaache', 'headache'],
    ['rashhhh!!! nooo', 'rash!!! no'],
    ['#sooootired', 'so tired'],
    ['xqqqz', 'xqz'],
    ['müüüde', 'müde'],
  ];
  for (const [text, wanted] of expected) t.equal(read(text), wanted);
  for (const text of [
    'zzz',
    'factor VIII',
    'stage iii',
    'AAA repair',
    '1000 mg',
    'need sleep',
    'aaabbbcccdddeee',
  ])
    t.equal(read(text), text);
  t.end();
});

t.test('a mention is the same in a hashtag', (t) => {
  t.equal(mentionForm('#WeightGain &amp; #cantsleep'), mentionForm('weight gain, can’t sleep'));
  t.end();
});

t.test('a long tag takes no long time', (t) => {
  const started = performance.now();
  const text = Array.from({ length: 12 }, () => `#${'ab'.repeat(40)}`).join(' ');
  t.ok(read(`${text} #${'a'.repeat(90_000)}`).length >= 90_000);
  t.ok(performance.now() - started < 1000);
  t.end();
});
