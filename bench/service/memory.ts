import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { upload } from './api.js';
import { Load } from './load.js';
import { MentionSource, readPhrases } from './mentions.js';
import { writeNameList } from './name-list.js';
import { BenchServer } from './server.js';
import { SEEDS, root, starterFile, type CommonOptions } from './setup.js';
import { fixed, printTable, say } from './table.js';

const ONTOLOGY = 'names';
const Summary = Type.Object({
  active: Type.Union([Type.Null(), Type.Object({ version: Type.String() })]),
});

/** Resident memory of a service that serves one list of so many names, and a starter vocabulary of one concept. */
export async function memory(options: CommonOptions, sizes: readonly number[]): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'ade-bench-'));
  const rows: string[][] = [];
  try {
    const starterDir = writeSmallStarter(work);
    for (const names of sizes) {
      const dataDir = join(options.dataDir, `names-${names}`);
      const env = { ADE_STARTER_DIR: starterDir, ADE_DEFAULT_ONTOLOGY: ONTOLOGY };
      const peak = await prepare(dataDir, starterDir, names, work);
      say(`${names} names: started anew`);
      const server = await BenchServer.start({ root, dataDir, env, say });
      const load = new Load(starterFile, SEEDS.load);
      try {
        const { resident } = server.memory();
        const seconds = options.quick ? 5 : 30;
        await load.run({ kind: 'single', url: server.url, clients: 10, seconds });
        await load.run({ kind: 'batch', url: server.url, size: 1000, seconds });
        const after = server.memory();
        rows.push([
          names.toLocaleString('en'),
          peak === null ? 'kept' : fixed(peak, 0),
          fixed(resident, 0),
          fixed(after.resident, 0),
          fixed(after.most, 0),
        ]);
      } finally {
        await load.close();
        await server.stop();
      }
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  printTable(['names', 'most while adding, MB', 'ready', 'after load', 'most since start'], rows);
}

/** Adds the list in a process of its own, unless that was done before. @returns the most memory it took */
async function prepare(
  dataDir: string,
  starterDir: string,
  names: number,
  work: string,
): Promise<number | null> {
  const server = await BenchServer.start({ root, dataDir, env: { ADE_STARTER_DIR: starterDir }, say });
  try {
    if (await isActive(server.url)) return null;
    const file = join(work, `${names}.csv`);
    await writeNameList(file, names, new MentionSource(readPhrases(starterFile), SEEDS.names));
    const fields = { expansion: 'none', activate: 'true' };
    await upload(`${server.url}/v1/ontologies/${ONTOLOGY}/versions`, file, 'names.csv', fields, {
      everyMs: 5000,
      onProgress: (step) => {
        say(`${names} names: ${JSON.stringify(step)}`);
      },
    });
    return server.memory().most;
  } finally {
    await server.stop();
  }
}

async function isActive(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/ontologies/${ONTOLOGY}`);
  return answer.status === 200 && Value.Parse(Summary, await answer.json()).active !== null;
}

function writeSmallStarter(work: string): string {
  const folder = join(work, 'starter');
  mkdirSync(folder);
  const concept = { id: 'ADE:0000001', name: 'Insomnia', level: 'concept', parents: [] };
  const text = `${JSON.stringify(concept)}\n`;
  writeFileSync(join(folder, 'starter.jsonl'), text);
  copyFileSync(join(root, 'ontologies/starter/background.jsonl'), join(folder, 'background.jsonl'));
  const sha256 = createHash('sha256').update(text).digest('hex');
  const manifest = { format: 1, name: 'starter', version: '1', sha256 };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}
