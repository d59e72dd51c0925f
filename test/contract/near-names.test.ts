/** Lists in words of their own: the starter's concepts lend their names to what lies nearest. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { BuildProgress, ExpansionChoice } from '../../src/ontology/index.js';
import { serveApplication, type TestApplication } from '../support/application.js';

const { signal } = new AbortController();
const LIST =
  'id,name\nM1,Trouble sleeping at night\nM2,Dryness of the mouth\nM3,Nausea\nM4,Blue moon syndrome\n';

async function add(app: TestApplication, expansion: ExpansionChoice) {
  const path = join(app.folder, 'list.csv');
  writeFileSync(path, LIST);
  const told: BuildProgress[] = [];
  const request = { ontology: 'mylist', path, fileName: 'list.csv', expansion, choice: {} };
  const result = await app.core.ontologies.add(
    { ...request, activate: true, actor: 'test' },
    { signal, onProgress: (progress) => told.push(progress) },
  );
  return { told, result };
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
  t.equal((await add(app, 'all')).result.lent, null);
  const before = await ask(app, 'wide awake at 4am');
  t.match(before.first, { matchedOrigin: 'ontology' }, 'no name of the list equals one of the starter');

  const { told, result } = await add(app, 'near');
  t.ok(told.some((progress) => progress.phase === 'lend'));
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
  const { embedded, lent = { concepts: 0, names: 0 } } = manifest.counts;
  t.strictSame(result.lent, lent, 'what was lent is told');
  t.ok(lent.concepts > 0 && lent.names > 10);
  t.equal(index.size, embedded + lent.names, 'lent names are searched behind the others');
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
