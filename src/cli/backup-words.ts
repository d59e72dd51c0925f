import { grouped } from '../figure-words.js';
import type { BackupOntology, BackupProgress, BackupSummary, RestoreSummary } from '../store/index.js';
import { type Step } from './progress.js';
import { printable, Table } from './table.js';

const PHASES = { check: 'checked', pack: 'packed', unpack: 'unpacked' } as const;

/** How far the writing or the restoring of a backup is, in words. */
export function backupStep(label: string, { phase, done, total }: BackupProgress): Step {
  return {
    label,
    text: `${bytes(done)} of ${bytes(total)} ${PHASES[phase]}`,
    fraction: total === 0 ? 1 : done / total,
  };
}

/** What `backup` did, for people. */
export function backupReport(summary: BackupSummary): string {
  const { file, size, files, unpackedSize, artefacts, leftOut, ontologies } = summary;
  return lines(
    [
      ['File', file],
      ['Size', `${bytes(size)} (${grouped(files)} files, ${bytes(unpackedSize)} unpacked)`],
      ['Artefacts', artefactsInWords(artefacts)],
      ...leftOut.map((name) => ['Left out', `${name}: not whole, and nothing that is in force needs it`]),
    ],
    ontologies,
  );
}

/** What `restore` did, for people. */
export function restoreReport(summary: RestoreSummary): string {
  const { file, dataDir, createdAt, serviceVersion, artefacts, movedTo, ontologies } = summary;
  return lines(
    [
      ['Restored', `${file} (of ${createdAt}, by ade-normalizer ${serviceVersion})`],
      ['Folder', dataDir],
      ['Artefacts', artefactsInWords(artefacts)],
      ...(movedTo === null ? [] : [['Old content', movedTo]]),
    ],
    ontologies,
  );
}

function artefactsInWords(artefacts: number | null): string {
  return artefacts === null
    ? 'none; the first start on the restored folder builds them anew, which takes minutes'
    : grouped(artefacts);
}

function lines(facts: readonly (readonly string[])[], ontologies: readonly BackupOntology[]): string {
  const table = new Table([
    { title: 'ONTOLOGY' },
    { title: 'IN FORCE' },
    { title: 'GENERATION', right: true },
    { title: 'VERSIONS' },
  ]);
  const rows = ontologies.map(({ name, versions, active }) => [
    name,
    active?.version ?? 'nothing yet',
    active ? String(active.generation) : '',
    versions.join(', '),
  ]);
  const head = facts.map(([title = '', text = '']) => `${title.padEnd(11)} ${printable(text)}\n`).join('');
  return `${head}\n${table.block(rows, true)}`;
}

/** 12345678 -> `12.3 MB`. */
function bytes(count: number): string {
  if (count < 1000) return `${count} bytes`;
  const units = ['kB', 'MB', 'GB', 'TB'] as const;
  const power = Math.min(Math.floor(Math.log10(count) / 3), units.length);
  return `${(count / 1000 ** power).toFixed(1)} ${units[power - 1] ?? ''}`;
}
