/** Lay phrases of a list's own, said word for word. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { serveApplication } from '../support/application.js';

t.test('a lay phrase is taken at its word where no other concept is near', async (t) => {
  const app = await serveApplication(t.testdir());
  const { signal } = new AbortController();
  const decisionFor = async (concepts: readonly object[], text: string) => {
    const path = join(app.folder, 'list.jsonl');
    writeFileSync(path, concepts.map((concept) => JSON.stringify(concept)).join('\n'));
    const request = { ontology: 'mylist', path, fileName: 'list.jsonl', expansion: 'none' as const };
    await app.core.ontologies.add(
      { ...request, choice: {}, activate: true, actor: 'test' },
      { signal, onProgress: () => undefined },
    );
    const options = { ontology: 'mylist', topK: 1, include: [] };
    const { results } = await app.core.normalizer.normalize([{ id: '0', text }], options, {
      ...{ lane: 'live', signal },
    });
    const [result] = results;
    if (!result || 'error' in result) throw new Error('no result');
    t.match(result.candidates[0], { conceptId: 'M1', source: 'exact', matchedKind: 'lay' });
    return result.decision;
  };
  const awake = { id: 'M1', name: 'Sleep disturbance', lay: ['wide awake at 4am'] };
  t.equal(
    await decisionFor([awake], 'wide awake at 4am'),
    'auto',
    'the only concept, of which nothing is counted',
  );
  const nausea = { id: 'M2', name: 'Nausea', lay: ['sick to my stomach'] };
  t.equal(await decisionFor([awake, nausea], 'wide awake at 4am'), 'auto');
  const early = {
    id: 'M2',
    name: 'Waking up at four in the morning',
    lay: ['wide awake at 4 in the morning'],
  };
  t.equal(await decisionFor([awake, early], 'wide awake at 4am'), 'suggest');
  await app.close();
});
