// How often classifier and extractor that ship take quiet posts for reports: texts, most of them long, in which little or
// nothing happens. By length, since a narrative has many windows and clauses in which to err.
//
//   npx tsx bench/quiet.ts [file.jsonl]     test/fixtures/posts/quiet.jsonl where none is given
//   npx tsx bench/quiet.ts --errors         each post that is taken for what it is not
import { Command } from 'commander';
import { overlap } from '../src/evaluation/measures/spans.js';
import { checkPost } from '../src/posts/check.js';
import { Classifier } from '../src/posts/classifier.js';
import { eventsOf } from '../src/posts/events.js';
import { Extractor } from '../src/posts/extractor.js';
import { readClassifierFolder, readExtractorFolder } from '../src/posts/folders.js';
import { CLASSIFY_DIR, EXTRACT_DIR, openPool } from '../test/support/posts.js';
import { markedPosts } from './posts/marked-posts.js';
import { starterForms } from './posts/starter-forms.js';

const CONTEXT = { lane: 'live', signal: new AbortController().signal } as const;
const QUIET = 'test/fixtures/posts/quiet.jsonl';
/** Words from which a post counts as long. */
const LONG = 40;

const program = new Command('quiet')
  .argument('[file]', 'JSON lines of texts with marked events')
  .option('--errors', 'print what is taken for what it is not', false)
  .parse();
const { errors } = program.opts<{ errors: boolean }>();

const pool = openPool(2);
const classifier = await Classifier.start(
  await readClassifierFolder(process.env['ADE_CLASSIFY_DIR'] ?? CLASSIFY_DIR),
  pool,
);
const extractor = await Extractor.start(
  await readExtractorFolder(process.env['ADE_EXTRACT_DIR'] ?? EXTRACT_DIR),
  pool,
);
const names = starterForms();

/** What is told of a group of posts: how many, and of how many it is true. */
class Share {
  #of = 0;
  #yes = 0;

  add(yes: boolean): void {
    this.#of += 1;
    if (yes) this.#yes += 1;
  }

  toString(): string {
    return `${this.#yes} of ${this.#of}`;
  }
}
const shares = new Map<string, Share>();
function count(what: string, length: string, yes: boolean): void {
  for (const group of [length, 'all']) {
    const name = `${what.padEnd(60)} ${group}`;
    const share = shares.get(name) ?? new Share();
    share.add(yes);
    shares.set(name, share);
  }
}

for await (const { id, text, events } of markedPosts(program.args[0] ?? QUIET)) {
  const checked = checkPost({ id, text }, 100_000);
  if (!('cleaned' in checked)) throw new Error(`${id} is no text.`);
  const length = text.split(/\s+/).length >= LONG ? 'long' : 'short';
  const [labels] = await classifier.classify([checked.cleaned], CONTEXT);
  const reports = (labels?.ADR ?? 0) >= (classifier.thresholds['ADR'] ?? 0.5);
  const [spans = []] = await extractor.extract([text], names, CONTEXT);
  const found = eventsOf(
    text,
    spans.filter(({ probability }) => probability >= extractor.minProbability),
  );
  const right = events.some(({ mark }) => mark === 'reported');
  count(`classifier: ${right ? 'reports, found' : 'no reports, taken for one'}`, length, reports);
  for (const event of events)
    count(
      `extractor: marked events, found`,
      length,
      found.some((other) => overlap(event, other)),
    );
  const none = found.filter((event) => !events.some((other) => overlap(event, other)));
  count('extractor: posts, with an event that is none', length, none.length > 0);
  count(
    'extractor: posts, with an event that is none and called reported',
    length,
    none.some(({ mark }) => mark === 'reported'),
  );
  if (errors && (reports !== right || none.length > 0))
    console.log(
      `${id} ${reports === right ? '' : reports ? 'taken for a report' : 'not found'} ${none.map((event) => event.text).join(' | ')}`,
    );
}
for (const [name, share] of [...shares].sort(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${name.padEnd(66)} ${share.toString()}`);
await pool.close();
