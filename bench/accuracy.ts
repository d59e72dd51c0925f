// How often the starter vocabulary's right concept comes first, and among the first five, on development
// mentions (bench/data): for the choice of how a concept's names speak for it, never for a claim about other data.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { openCore } from '../src/core.js';
import { loadConfig } from '../src/config.js';
import { nearNames, POOLING, rankConcepts, type Pooling } from '../src/normalize/rank.js';
import { asSearched, checkMention } from '../src/normalize/index.js';
import { normalForm } from '../src/text/index.js';

const NAMES = 128;
const Gold = Type.Object({ mention: Type.String(), concept: Type.String() });
const gold = readFileSync(fileURLToPath(new URL('data/development-mentions.jsonl', import.meta.url)), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Value.Parse(Gold, JSON.parse(line)));

const config = loadConfig({
  ADE_DATA_DIR: fileURLToPath(new URL('../.cache/golden', import.meta.url)),
  ADE_INDEX: 'exact',
  ADE_CACHE_ENTRIES: '0',
});
const core = await openCore(config, { info: () => undefined, warn: () => undefined, error: console.error });
await core.ontologies.start('complete', () => undefined);
const lease = core.live.lease('starter');
if (!lease) throw new Error('the starter vocabulary is not served');
const { lexicon, index } = lease.snapshot.artefact;

interface Near {
  readonly form: string;
  readonly concept: string;
  readonly rows: Int32Array;
  readonly scores: Float32Array;
}

const near = await nearOf(gold.map((row) => ({ ...row, mention: asRead(row.mention) })));

/** The mention as the service searches it. */
function asRead(text: string): string {
  const checked = checkMention({ id: '', text }, config.maxMentionChars);
  return checked.ok ? asSearched(checked, (form) => lexicon.exact(form).length > 0).cleaned : text;
}

/** The names that are nearest to each mention. */
async function nearOf(mentions: readonly { mention: string; concept: string }[]): Promise<Near[]> {
  const found: Near[] = [];
  for (const { mention, concept } of mentions) {
    const names = await index.search(await core.encoder.embed([mention], { lane: 'live' }), 1, NAMES);
    found.push({ form: normalForm(mention), concept, rows: names.rows, scores: names.scores });
  }
  return found;
}

function accuracy(pooling: Pooling, mentions = near): { first: number; five: number } {
  let first = 0;
  let five = 0;
  for (const { form, concept, rows, scores } of mentions) {
    const names = rankConcepts(lexicon, nearNames(lexicon, form, rows, scores, pooling), pooling)
      .slice(0, 5)
      .map(({ conceptRow }) => lexicon.concept(conceptRow).name);
    if (names[0] === concept) first += 1;
    if (names.includes(concept)) five += 1;
  }
  return { first: first / mentions.length, five: five / mentions.length };
}

console.log(`${gold.length} development mentions, encoder ${core.encoder.id}, ${lexicon.size} names`);
console.log('lexical weight  sharpness  Acc@1  Acc@5');
for (const lexicalWeight of [0, 0.05, 0.1, 0.15, 0.2]) {
  for (const sharpness of [Infinity, 28, 20, 14, 10]) {
    const { first, five } = accuracy({ ...POOLING, lexicalWeight, sharpness });
    const used =
      lexicalWeight === POOLING.lexicalWeight && sharpness === POOLING.sharpness ? '  <- used' : '';
    const label = Number.isFinite(sharpness) ? String(sharpness) : 'best name';
    console.log(
      `${lexicalWeight.toFixed(2).padStart(14)}  ${label.padStart(9)}  ${(100 * first).toFixed(1).padStart(5)}  ${(100 * five).toFixed(1).padStart(5)}${used}`,
    );
  }
}

const short = gold.filter(({ mention }) => /^[a-z]+ [a-z]+( [a-z]+)?$/i.test(mention));
const WRITINGS: Readonly<Record<string, (mention: string) => string>> = {
  'as they were written': (mention) => mention,
  'as a hashtag': (mention) => `#${mention.replaceAll(' ', '')}`,
  'without the first space': (mention) => mention.replace(' ', ''),
  'with a medicine behind them': (mention) => `${mention} from the seroquel`,
  'with a vowel stretched': (mention) => mention.replace(/[aeiou]/i, '$&$&$&$&'),
};
console.log(`\n${short.length} of them, of two or three words  Acc@1  Acc@5  as they stand`);
for (const [label, write] of Object.entries(WRITINGS)) {
  const written = short.map(({ mention, concept }) => ({ mention: write(mention), concept }));
  const read = written.map((row) => ({ ...row, mention: asRead(row.mention) }));
  const shares = [accuracy(POOLING, await nearOf(read)), accuracy(POOLING, await nearOf(written))];
  const cells = shares
    .flatMap(({ first, five }) => [first, five])
    .map((share) => (100 * share).toFixed(1).padStart(5));
  console.log(`${label.padEnd(32)}  ${cells.join('  ')}`);
}
lease.release();
await core.close();
