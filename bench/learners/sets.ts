import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { shuffled, seeded } from '../../src/learners/seeded.js';
import { normalForm } from '../../src/text/index.js';
import { starterFile } from '../service/setup.js';

export interface CodedText {
  readonly mention: string;
  readonly concept: number;
}

export interface Fold {
  readonly train: readonly CodedText[];
  readonly test: readonly CodedText[];
}

export interface FoldedSet {
  readonly title: string;
  readonly names: readonly CodedText[];
  readonly folds: readonly Fold[];
}

/** AskAPatient or TwADR-L (Limsopatham and Collier 2016): ten folds; the validation rows are left alone. */
export function publishedFolds(data: string, name: string, title: string): FoldedSet {
  const lines = gunzipSync(readFileSync(join(data, 'mentions', `${name}.tsv.gz`)))
    .toString('utf8')
    .split(/\r?\n/);
  const numbers = new Map<string, number>();
  const names = new Map<string, CodedText>();
  const folds: { train: CodedText[]; test: CodedText[] }[] = [];
  for (const line of lines.slice(1)) {
    const [fold = '', split, id, conceptName = '', mention = ''] = line.split('\t');
    if (id === undefined) continue;
    const concept = numbers.get(id) ?? numbers.size;
    numbers.set(id, concept);
    names.set(`${id} ${normalForm(conceptName)}`, { mention: conceptName, concept });
    const own = (folds[Number(fold)] ??= { train: [], test: [] });
    if (split === 'train' || split === 'test') own[split].push({ mention, concept });
  }
  return { title, names: [...names.values()], folds };
}

const Post = Type.Object({
  id: Type.String(),
  spans: Type.Array(Type.Object({ text: Type.String(), concept: Type.String() })),
});
const Concept = Type.Object({
  name: Type.String(),
  selectable: Type.Optional(Type.Boolean()),
  synonyms: Type.Optional(Type.Array(Type.String())),
  lay: Type.Optional(Type.Array(Type.String())),
});

/**
 * Development: words of invented posts that stand for concepts of the starter vocabulary, in five folds by their
 * forms. Names are its preferred names and synonyms.
 */
export function postFolds(data: string): FoldedSet {
  const { names, numbers } = starter();
  const coded = lines(join(data, 'posts/posts.jsonl')).flatMap((line) =>
    Value.Parse(Post, JSON.parse(line)).spans.flatMap(({ text, concept }) => {
      const number = numbers.get(concept);
      return number === undefined ? [] : [{ mention: text, concept: number }];
    }),
  );
  return { title: 'posts (development)', names, folds: byForm(coded, 5) };
}

/** Development: eight lay phrases each of 1,000 concepts of the starter vocabulary, in five folds. */
export function phraseFolds(): FoldedSet {
  const { names, phrases } = starter();
  const random = seeded(5);
  const chosen = shuffled(phrases.values(), random).slice(0, 1000);
  const coded = chosen.flatMap((own) => shuffled(own, random).slice(0, 8));
  return { title: 'lay phrases (development)', names, folds: byForm(coded, 5) };
}

function starter() {
  const names: CodedText[] = [];
  const numbers = new Map<string, number>();
  const phrases = new Map<number, CodedText[]>();
  for (const line of lines(starterFile)) {
    const { name, selectable, synonyms = [], lay = [] } = Value.Parse(Concept, JSON.parse(line));
    if (selectable === false) continue;
    const concept = numbers.size;
    const coded = (mention: string): CodedText => ({ mention, concept });
    numbers.set(name, concept);
    names.push(...[name, ...synonyms].map(coded));
    if (lay.length > 0) phrases.set(concept, lay.map(coded));
  }
  return { names, numbers, phrases };
}

function byForm(coded: readonly CodedText[], count: number): Fold[] {
  const forms = shuffled(new Set(coded.map(({ mention }) => normalForm(mention))), seeded(3));
  const foldOf = new Map(forms.map((form, i) => [form, i % count]));
  return Array.from({ length: count }, (_, fold) => {
    const isTest = ({ mention }: CodedText): boolean => foldOf.get(normalForm(mention)) === fold;
    return { train: coded.filter((each) => !isTest(each)), test: coded.filter(isTest) };
  });
}

function lines(path: string): string[] {
  return readFileSync(path, 'utf8').trim().split('\n');
}
