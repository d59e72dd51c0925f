/** What an earlier release left in the data folder. */
import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ARTEFACT_FORMAT } from '#src/ontology/artefact.js';
import type { BuildProgress } from '#src/ontology/service.js';
import { serveApplication, startApplication } from '../support/application.js';

const { signal } = new AbortController();

/** The same as if this release had built it with another starter vocabulary. */
function withOtherStarter(artefacts: string, old: string): string {
  const folder = join(artefacts, 'e'.repeat(64));
  cpSync(old, folder, { recursive: true });
  const manifest = join(folder, 'manifest.json');
  const text = readFileSync(manifest, 'utf8')
    .replace(/"hash": "\w+"/, `"hash": "${'e'.repeat(64)}"`)
    .replace(/"starter": "\w+"/, `"starter": "${'f'.repeat(64)}"`)
    .replace(`"format": ${ARTEFACT_FORMAT - 1},`, `"format": ${ARTEFACT_FORMAT},`);
  writeFileSync(manifest, text);
  return folder;
}

t.test(
  'what an earlier release built gives its vectors, and is thrown away once nobody wants them',
  async (t) => {
    const app = await serveApplication(t.testdir());
    const path = join(app.folder, 'terms.csv');
    writeFileSync(path, 'id,name\nL1,Insomnia\nL2,Grey spells\n');
    const added = await app.core.ontologies.add(
      {
        ...{ ontology: 'mylist', path, fileName: 'terms.csv', choice: {} },
        ...{ expansion: 'all', activate: false, actor: 'test' },
      },
      { signal, onProgress: () => undefined },
    );
    const starter = app.core.live.peek('starter')?.artefact.manifest;
    const artefacts = join(app.folder, 'data', 'artefacts');
    await app.close();
    const olds = [starter?.hash ?? '', added.artefact.replace('sha256:', '')].map((hash, i) => {
      const old = join(artefacts, String(i).repeat(64));
      renameSync(join(artefacts, hash), old);
      const manifest = join(old, 'manifest.json');
      const text = readFileSync(manifest, 'utf8');
      const earlier = text.replace(`"format": ${ARTEFACT_FORMAT},`, `"format": ${ARTEFACT_FORMAT - 1},`);
      t.not(earlier, text);
      writeFileSync(manifest, earlier);
      return old;
    });
    olds.push(withOtherStarter(artefacts, olds[1] ?? ''));

    const again = await startApplication(app.folder);
    const told: BuildProgress[] = [];
    await again.serveOntologies((_, progress) => told.push(progress));
    const names = starter?.counts.embedded;
    t.match(
      told.findLast(({ phase }) => phase === 'embed'),
      { done: names, reused: names },
    );
    t.ok(told.some((progress) => progress.phase === 'hubness' && progress.fraction === 1));
    t.match(await again.call('POST', '/v1/normalize', { mentions: ['headache'] }), {
      body: { results: [{ decision: 'auto', candidates: [{ name: 'Headache' }] }] },
    });
    t.strictSame(
      olds.map(existsSync),
      [false, true, true],
      'those of a version that is not built anew are kept',
    );
    const embedded: BuildProgress[] = [];
    const activation = { ontology: 'mylist', version: '1', actor: 'test' };
    await again.core.ontologies.activate(activation, {
      signal,
      onProgress: (progress) => embedded.push(progress),
    });
    t.match(
      embedded.findLast(({ phase }) => phase === 'embed'),
      { reused: embedded.findLast((progress) => progress.phase === 'embed')?.total },
    );
    await again.close();
    const third = await serveApplication(app.folder);
    t.strictSame(olds.map(existsSync), [false, false, false]);
    await third.close();
  },
);
