/** Lists in words of their own: the starter's concepts lend their names to what lies nearest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { BuildProgress, ExpansionChoice } from '#src/ontology/index.js';
import { serveApplication, type TestApplication } from '../support/application.js';

const { signal } = new AbortController();
const LIST =
  'id,name\nM1,Trouble sleeping at night\nM2,Dryness of the mouth\nM3,Nausea\nM4,Blue moon syndrome\n';

interface Addition {
  readonly fileName?: string;
  readonly content?: string;
  readonly onProgress?: (progress: BuildProgress) => void;
  readonly signal?: AbortSignal;
}

async function add(app: TestApplication, expansion: ExpansionChoice, addition: Addition = {}) {
  const { fileName = 'list.csv', content = LIST, onProgress = () => undefined } = addition;
  const path = join(app.folder, fileName);
  writeFileSync(path, content);
  return app.core.ontologies.add(
    { ontology: 'mylist', path, fileName, expansion, choice: {}, activate: true, actor: 'test' },
    { signal: addition.signal ?? signal, onProgress },
  );
}

/** How many texts the encoder has embedded so far. */
async function embedded({ app }: TestApplication): Promise<number> {
  const { body } = await app.inject('/metrics');
  const sums = [...body.matchAll(/^ade_encoder_batch_texts_sum\S* (\d+)$/gm)];
  return sums.reduce((total, [, sum]) => total + Number(sum), 0);
}

async function ask({ core }: TestApplication, text: string) {
  const options = { ontology: 'mylist', topK: 3, include: [] };
  const { results } = await core.normalizer.normalize([{ id: '0', text }], options, { lane: 'live', signal });
  const [result] = results;
  if (!result || 'error' in result) throw new Error('no result');
  return { ...result, first: result.candidates[0] };
}

t.test('a concept that goes by another name gets the names of the nearest, at a discount', async (t) => {
  const app = await serveApplication(t.testdir());
  t.equal((await add(app, 'all')).lent, null);
  const before = await ask(app, 'wide awake at 4am');
  t.match(before.first, { matchedOrigin: 'ontology' }, 'no name of the list equals one of the starter');

  const texts = await embedded(app);
  const told = new Set<string>();
  const result = await add(app, 'near', { onProgress: ({ phase }) => told.add(phase) });
  t.ok(told.has('lend'));
  t.ok(texts > 0);
  t.equal(await embedded(app), texts, 'the starter has the vectors already');
  const after = await ask(app, 'wide awake at 4am');
  t.match(after.first, {
    ...{ conceptId: 'M1', name: 'Trouble sleeping at night' },
    ...{ matchedName: 'wide awake at 4am', matchedKind: 'lay', matchedOrigin: 'near', source: 'dense' },
  });
  const scores = after.first?.scores;
  t.ok((scores?.pooled ?? 0) > (before.first?.scores.pooled ?? 1));
  t.ok((after.first?.confidence ?? 0) > (before.first?.confidence ?? 1));
  t.match((await ask(app, 'mouth feels like cotton')).first, { conceptId: 'M2', matchedOrigin: 'starter' });
  t.match(await ask(app, 'Nausea'), { decision: 'auto', first: { conceptId: 'M3', source: 'exact' } });
  t.equal(
    new Set(after.candidates.map(({ conceptId }) => conceptId)).size,
    after.candidates.length,
    'each concept once',
  );

  const snapshot = app.core.live.peek('mylist');
  if (!snapshot) throw new Error('no snapshot');
  const { manifest, lexicon, index, vectorsPath } = snapshot.artefact;
  const { embedded: own, lent = { concepts: 0, names: 0 } } = manifest.counts;
  t.strictSame(result.lent, lent, 'what was lent is told');
  t.ok(lent.concepts > 0 && lent.names > 10);
  t.equal(index.size, own + lent.names, 'lent names are searched behind the others');
  t.equal(readFileSync(vectorsPath).length, index.size * manifest.dimension * 4);
  t.strictSame(lexicon.exact('wide awake at 4am'), [], 'and are no names of the concept');
  const detail = app.core.ontologies.concept('mylist', 'M1');
  t.match(detail.near, { name: 'Insomnia', cosine: Number });
  t.ok(detail.names.every(({ origin }) => origin === 'ontology'));
  t.equal(app.core.ontologies.concept('mylist', 'M3').near, null);
  await app.close();

  const again = await serveApplication(app.folder);
  t.strictSame((await ask(again, 'wide awake at 4am')).first, after.first, 'the same after a restart');
  await again.close();
});

t.test('what is cancelled while names are lent leaves nothing behind', async (t) => {
  const app = await serveApplication(t.testdir());
  const cancel = new AbortController();
  const onProgress = ({ phase }: BuildProgress): void => {
    if (phase === 'lend') cancel.abort();
  };
  await t.rejects(add(app, 'near', { onProgress, signal: cancel.signal }), { code: 'job_cancelled' });
  t.equal(app.core.live.peek('mylist'), undefined);
  t.ok((await add(app, 'near')).lent);
  await app.close();
});

t.test('which concepts lend', async (t) => {
  const app = await serveApplication(t.testdir());
  const nearTo = async (...concepts: readonly object[]) => {
    const content = concepts.map((concept) => JSON.stringify(concept)).join('\n');
    await add(app, 'near', { fileName: 'list.jsonl', content });
    return app.core.ontologies.concept('mylist', 'M1').near;
  };
  const name = 'Trouble sleeping at night';
  const insomnia = await nearTo({ id: 'M1', name });
  t.match(insomnia, { name: 'Insomnia' });
  const tagged = { id: 'M1', name: `${name} (finding)`, synonyms: [name.toUpperCase()] };
  t.match(await nearTo(tagged), { name: 'Insomnia' });
  t.ok(((await nearTo(tagged))?.cosine ?? 0) > 0.98 * (insomnia?.cosine ?? 1), 'a tag does not count');
  const heading = { id: 'H', name: 'Insomnia', selectable: false };
  t.match(await nearTo(heading, { id: 'M1', name, parents: ['H'] }), insomnia, 'headings take nothing away');
  t.equal(
    await nearTo({ id: 'M1', name, synonyms: ['Nausea'] }),
    null,
    'it has names of the starter by itself',
  );
  const laugh = await nearTo({ id: 'M1', name: 'Ha' });
  t.ok((laugh?.cosine ?? 0) < 0.99, 'what expansion refuses, here HA for headache, says nothing');
  const own = await nearTo({ id: 'M1', name, lay: ['insomnia'] });
  t.not(own?.name, 'Insomnia', 'what a concept has as a lay name does not lend');
  await app.close();
});
