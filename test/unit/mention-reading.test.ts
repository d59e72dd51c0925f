import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { starterFolder } from '../../scripts/starter/folder.js';
import { asSearched, checkMention } from '#src/normalize/index.js';
import { normalForm, spelledOut } from '#src/text/index.js';

const strings = Type.Array(Type.String(), { default: [] });
const Entry = Type.Object({ name: Type.String(), level: Type.String(), synonyms: strings, lay: strings });
const entries = readFileSync(join(starterFolder, 'starter.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Value.Parse(Entry, Value.Default(Entry, JSON.parse(line))));

const read = (text: string): string => spelledOut(text, () => false);

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
    ['#ADHDmeds #IBSsucks', 'ADHD meds IBS sucks', 'abbreviations before small letters'],
    ['#HeadAche #HeartBurn', 'HeadAche HeartBurn', 'a known word stays one'],
    ['#HbA1c #mRNA #IIIa', 'HbA1c mRNA IIIa', 'what only looks like several'],
    ['#headache#weightgain#cantsleep', 'headache weight gain cant sleep', 'tags in a chain'],
    ['＃skinrash', 'skin rash', 'the full-width sign'],
    ['(#headache)', '(headache)', 'in brackets'],
  ];
  for (const [text, wanted, why] of expected) t.equal(read(text), wanted, why);
  t.end();
});

t.test('what is no hashtag stays', (t) => {
  for (const text of ['shingrix #2', '# sleep', 'a#b', 'c/#d', '&#x;', '#_1', '##', ''])
    t.equal(read(text), text);
  t.end();
});

t.test('names of the starter vocabulary, as mentions, are themselves', (t) => {
  const names = entries.flatMap(({ name, synonyms, lay }) => [name, ...synonyms, ...lay]);
  const forms = new Set(names.map((name) => normalForm(name)));
  const changed = names.filter((text) => {
    const checked = checkMention({ id: '', text }, 1000);
    return !checked.ok || !forms.has(asSearched(checked, (form) => forms.has(form)).form);
  });
  t.strictSame(changed, []);
  const otherwise = names.filter((text) => read(text) !== text);
  t.ok(
    otherwise.length < names.length / 100,
    `${otherwise.length} of ${names.length} would be read otherwise`,
  );
  t.end();
});

t.test('of names that are run together nearly all are read as they were', (t) => {
  const names = entries
    .filter(({ name, level }) => level === 'concept' && /^[A-Za-z ]+$/.test(name))
    .map(({ name }) => normalForm(name))
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
    ['toooo offff balance sooooon', 'too off balance soon'],
    ['#sooootired', 'so tired'],
  ];
  for (const [text, wanted] of expected) t.equal(read(text), wanted);
  t.end();
});

t.test('what is not stretched stays', (t) => {
  for (const text of [
    ...[
      'zzz',
      'factor VIII',
      'Factor VIIIa',
      'stage iii',
      'stage IIIA NSCLC',
      'IIIrd nerve paralysis',
      'IIb/IIIa',
    ],
    ...[
      'AAA repair',
      'AAAs',
      'LBBB',
      'RBBB',
      '1000 mg',
      'need sleep',
      'xqqqz',
      'Sauerstoffflasche',
      'aaabbbcccdddeee',
    ],
  ])
    t.equal(read(text), text);
  t.end();
});

t.test('a space that is missing between two plain words comes back', (t) => {
  const expected: [text: string, read: string][] = [
    ['cantsleep', 'cant sleep'],
    ['WeightGain since May', 'Weight Gain since May'],
    ['my headhurts', 'my head hurts'],
  ];
  for (const [text, wanted] of expected) t.equal(read(text), wanted);
  for (const text of [
    'headache',
    'insomnia',
    'zepbound',
    'phenylketonuria',
    'non-smoker',
    'me@weightgain',
    "weightgain's",
  ])
    t.equal(read(text), text);
  t.equal(
    spelledOut('weightgain, cantsleep', (word) => word === 'weightgain'),
    'weightgain, cant sleep',
    'but not within a name',
  );
  t.end();
});

t.test('a mention that is known as it stands is searched so', (t) => {
  const searched = (text: string, ...known: string[]) => {
    const checked = checkMention({ id: '', text }, 100);
    return checked.ok && asSearched(checked, (form) => known.includes(form));
  };
  t.match(searched('soooo tired'), { text: 'soooo tired', cleaned: 'so tired', form: 'so tired' });
  t.match(searched('soooo tired', 'soooo tired'), { cleaned: 'soooo tired', form: 'soooo tired' });
  t.match(searched('#endoleak', 'endoleak'), { cleaned: '#endoleak', form: 'endoleak' });
  t.end();
});

t.test('a long tag takes no long time', (t) => {
  const started = performance.now();
  const text = Array.from({ length: 12 }, () => `#${'ab'.repeat(40)}`).join(' ');
  t.ok(read(`${text} #${'a'.repeat(90_000)}`).length >= 90_000);
  t.ok(performance.now() - started < 1000);
  t.end();
});
