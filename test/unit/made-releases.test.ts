import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { makeFolder } from '../../bench/made/files.js';
import { makeMeddra, MEDDRA_DEFAULTS, type MeddraOptions } from '../../bench/made/meddra.js';
import { sctid, verhoeff } from '../../bench/made/sctid.js';
import { makeSnomed, SNOMED_DEFAULTS } from '../../bench/made/snomed.js';
import { makeUmls, UMLS_DEFAULTS } from '../../bench/made/umls.js';
import type { SourceConcept } from '#src/ontology/concept.js';
import { readMeddraChanges } from '#src/ontology/readers/meddra-changes.js';
import { detectFormat, filesIn, openReader } from '#src/ontology/readers/index.js';
import type { ReadChoice } from '#src/ontology/readers/choice.js';
import { normalForm } from '#src/text/index.js';

const MEDDRA: MeddraOptions = { ...MEDDRA_DEFAULTS, pts: 600, llts: 2000 };
const SNOMED = { ...SNOMED_DEFAULTS, concepts: 400, inactive: 100, descriptions: 1500 };
const UMLS = { ...UMLS_DEFAULTS, rows: 3000, relations: 1001 };
const FIXED = { socs: 27, hlgts: 27, hlts: 39 };

/** A folder outside of the repository, which makers refuse. */
function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'made-releases-'));
  t.teardown(() => {
    rmSync(path, { recursive: true });
  });
  return makeFolder(path);
}

async function rowsOf(path: string, separator: string): Promise<string[][]> {
  const text = await readFile(path, 'utf8');
  return text
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) => line.split(separator));
}

async function read(path: string, choice: ReadChoice = {}) {
  const reader = openReader(await detectFormat(path, 'made')).read(path, { fileName: 'made', choice });
  const concepts: SourceConcept[] = [];
  for (;;) {
    const next = await reader.next();
    if (next.done) return { concepts, report: next.value };
    concepts.push(next.value);
  }
}

/** The hash of each file, to compare two runs. */
async function hashes(path: string): Promise<string[]> {
  const files = await filesIn(path);
  return Promise.all(
    files.map(async (file) => {
      const hash = createHash('sha256').update(await readFile(file.path));
      return `${file.path.slice(path.length)} ${hash.digest('hex')}`;
    }),
  );
}

t.test('a folder that has something in it, or lies in the repository, is refused', async (t) => {
  const path = folder(t);
  writeFileSync(join(path, 'mine.txt'), 'x');
  t.throws(() => makeFolder(path), /is not empty/);
  t.throws(() => makeFolder('bench/made/release'), /lies in the repository/);
});

t.test('MedDRA has the counts that were asked for', async (t) => {
  const path = folder(t);
  makeMeddra(path, MEDDRA);
  const { concepts, report } = await read(path);
  const ofLevel = (level: string) => concepts.filter((concept) => concept.level === level);
  t.strictSame(
    ['SOC', 'HLGT', 'HLT', 'PT'].map((level) => ofLevel(level).length),
    [FIXED.socs, FIXED.hlgts, FIXED.hlts, MEDDRA.pts],
  );
  t.match(report, { release: { version: '27.1', language: 'English' }, orphans: 0, skipped: {} });
  t.equal(report.sharedNames, 0);
  t.ok(ofLevel('PT').some(({ parents }) => parents.length > 1));
  t.ok(
    concepts.some(({ groups = [] }) => groups.length > 0),
    'SMQs are read as groups',
  );

  const llts = await rowsOf(join(path, 'MedAscii/llt.asc'), '$');
  t.equal(llts.length, MEDDRA.llts);
  const retired = llts.filter((cells) => cells[9] === 'N').length / llts.length;
  t.ok(retired > 0.07 && retired < 0.13, `some ten in a hundred are not current: ${retired}`);
  t.equal(new Set(llts.map(([, name = '']) => normalForm(name))).size, MEDDRA.llts);
  const own = new Map(llts.map(([code = '', name = '', pt]) => [code, { name, pt }]));
  const withoutOwn = ofLevel('PT').filter(
    ({ id, name }) => own.get(id)?.name !== name || own.get(id)?.pt !== id,
  );
  t.strictSame(withoutOwn, [], 'each PT is an LLT, too');
});

t.test('MedDRA shares names with the starter vocabulary', async (t) => {
  const path = folder(t);
  makeMeddra(path, { ...MEDDRA, pts: 2700, llts: 4000 });
  const starter = await readFile('ontologies/starter/starter.jsonl', 'utf8');
  const names = new Set([...starter.matchAll(/^\{"id":"[^"]*","name":"([^"]*)"/gm)].map(([, name]) => name));
  const llts = await rowsOf(join(path, 'MedAscii/llt.asc'), '$');
  const shared = llts.filter(([, name]) => names.has(name));
  // Some made names are among them by chance.
  t.ok(shared.length >= 30 && shared.length < 60, `a tenth of 300: ${shared.length}`);
});

t.test('a seed writes the same again, another one something else', async (t) => {
  for (const [name, make] of [
    [
      'meddra',
      (to: string, seed: number) => {
        makeMeddra(to, { ...MEDDRA, seed });
      },
    ],
    [
      'snomed',
      (to: string, seed: number) => {
        makeSnomed(to, { ...SNOMED, seed });
      },
    ],
    [
      'umls',
      (to: string, seed: number) => {
        makeUmls(to, { ...UMLS, seed });
      },
    ],
  ] as const) {
    const [one = [], again, other] = await Promise.all(
      [1, 1, 2].map((seed) => {
        const path = folder(t);
        make(path, seed);
        return hashes(path);
      }),
    );
    t.ok(one.length > 5);
    t.strictSame(one, again, name);
    t.strictNotSame(one, other, name);
  }
});

t.test('the next MedDRA release differs as its changes say', async (t) => {
  const [before, after] = [folder(t), folder(t)];
  makeMeddra(before, MEDDRA);
  makeMeddra(after, { ...MEDDRA, change: 0.01, release: '28.0' });
  const tableOf = async (path: string, file: string) =>
    new Map((await rowsOf(join(path, 'MedAscii', file), '$')).map((cells) => [cells[0] ?? '', cells]));
  const [pts, newPts] = [await tableOf(before, 'pt.asc'), await tableOf(after, 'pt.asc')];
  const [llts, newLlts] = [await tableOf(before, 'llt.asc'), await tableOf(after, 'llt.asc')];

  // 1% are new; a quarter of that is renamed, lapsed, moved and demoted each.
  const demoted = [...pts.keys()].filter((code) => !newPts.has(code));
  const added = [...newPts.keys()].filter((code) => !pts.has(code));
  t.equal(demoted.length, 2);
  t.equal(added.length, 6);
  t.equal([...newLlts.keys()].filter((code) => !llts.has(code)).length, 20);
  t.strictSame(
    [...llts.keys()].filter((code) => !newLlts.has(code)),
    [],
    'no LLT is ever deleted',
  );
  const kept = [...llts].map(([code, cells]) => ({ code, cells, now: newLlts.get(code) ?? [] }));
  t.equal(kept.filter(({ cells, now }) => cells[9] === 'Y' && now[9] === 'N').length, 5);
  t.equal(kept.filter(({ cells, now }) => cells[1] !== now[1]).length, 7, 'two PTs and five other LLTs');
  const moved = kept.filter(({ cells, now }) => cells[2] !== now[2]);
  t.equal(moved.filter(({ cells }) => !demoted.includes(cells[2] ?? '')).length, 5);
  for (const code of demoted) {
    const pt = newLlts.get(code)?.[2] ?? '';
    t.ok(pt !== code && newPts.has(pt), 'a demoted PT is an LLT of one that there is');
  }

  const changes = await readMeddraChanges(join(after, 'SeqAscii'));
  t.strictSame(changes?.files['pt.seq'], { counts: { A: 6, D: 2, M: 2 }, unreadable: 0 });
  const modified = kept.filter(({ cells, now }) => cells.join('$') !== now.join('$')).length;
  t.strictSame(changes?.files['llt.seq'], { counts: { A: 20, D: 0, M: modified }, unreadable: 0 });
  t.strictSame(
    changes?.pt.filter(({ action }) => action === 'D').map(({ code }) => code),
    demoted,
  );
  const { concepts, report } = await read(after);
  t.equal(concepts.filter(({ level }) => level === 'PT').length, MEDDRA.pts + 6 - 2);
  t.match(report, { release: { version: '28.0' }, orphans: 0, skipped: {} });
  t.equal(report.sharedNames, 0);
});

t.test('check digits of SCTIDs', async (t) => {
  t.equal(sctid(138875, 'concept'), '138875005');
  t.equal(sctid(404684, 'concept'), '404684003');
  const ids = Array.from({ length: 200 }, (_, at) => sctid(10_000_000 + at, 'description'));
  t.strictSame(new Set(ids.map(verhoeff)), new Set([0]));
  t.not(verhoeff('138875015'), 0);
});

t.test('SNOMED CT has the counts that were asked for', async (t) => {
  const path = folder(t);
  makeSnomed(path, SNOMED);
  const { concepts, report } = await read(path, { below: ['all'] });
  const current = concepts.filter(({ status }) => status === 'current');
  t.equal(current.length, SNOMED.concepts);
  t.match(report, { orphans: 0, skipped: {}, release: { version: '20250101' } });
  const byId = new Map(concepts.map((concept) => [concept.id, concept]));
  t.match(byId.get('404684003'), { name: 'Clinical finding', parents: ['138875005'] });
  t.ok(concepts.some(({ definition }) => definition !== null));
  const retired = concepts.filter(({ status }) => status === 'retired');
  t.ok(retired.length > 0 && retired.length <= SNOMED.inactive);
  t.ok(retired.some(({ replacedBy = null }) => replacedBy !== null && byId.has(replacedBy)));

  const findings = await read(path);
  const share = findings.concepts.filter(({ status }) => status === 'current').length / SNOMED.concepts;
  t.ok(share > 0.6 && share < 0.8, `most are clinical findings: ${share}`);

  const terminology = join(path, 'Snapshot/Terminology');
  const count = async (name: string) =>
    (await rowsOf(join(terminology, `${name}_INT_20250101.txt`), '\t')).length - 1;
  t.equal(await count('sct2_Concept_Snapshot'), SNOMED.concepts + SNOMED.inactive);
  t.equal(await count('sct2_Description_Snapshot-en'), SNOMED.descriptions);
});

t.test('UMLS has the counts that were asked for', async (t) => {
  const path = folder(t);
  makeUmls(path, UMLS);
  const rows = await rowsOf(join(path, 'META/MRCONSO.RRF'), '|');
  t.equal(rows.length, UMLS.rows);
  const cuis = rows.map(([cui = '']) => cui);
  t.strictSame(cuis, cuis.toSorted());
  t.equal((await rowsOf(join(path, 'META/MRREL.RRF'), '|')).length, UMLS.relations);

  const { concepts, report } = await read(path, { suppressed: true });
  const inEnglish = new Set(rows.filter((cells) => cells[1] === 'ENG').map(([cui]) => cui));
  t.equal(concepts.length, inEnglish.size);
  t.equal(report.rows, UMLS.rows);
  t.match(report, { skipped: {}, release: { version: '2024AB' } });
  t.ok(concepts.some(({ parents }) => parents.length > 0));
  t.ok(concepts.some(({ replaces = [] }) => replaces.length > 0));
  t.ok(concepts.some(({ definition }) => definition !== null));
  t.ok(concepts.every(({ level }) => level !== null));

  const ofMeddra = await read(path, { sources: ['MDR'] });
  t.equal(
    ofMeddra.concepts.length,
    new Set(rows.filter((cells) => cells[11] === 'MDR' && cells[16] === 'N').map(([cui]) => cui)).size,
  );
});

t.test('sizes that do not fit each other are refused', async (t) => {
  const path = folder(t);
  t.throws(() => {
    makeMeddra(path, { ...MEDDRA, llts: 500 });
  }, /500 LLTs are too few for 600 PTs/);
  t.throws(() => {
    makeMeddra(path, { ...MEDDRA, change: 0.01 });
  }, /number other than 27\.1/);
  t.throws(() => {
    makeSnomed(path, { ...SNOMED, descriptions: 999 });
  }, /1000 to 3000 descriptions, not 999/);
  t.throws(() => {
    makeSnomed(path, { ...SNOMED, release: 'July' });
  }, /a date, as 20250101, not “July”/);
  t.throws(() => {
    makeUmls(path, { ...UMLS, rows: 0 });
  }, /1 to 30000000 rows, not 0/);
});
