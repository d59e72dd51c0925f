import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countCodedList, readCodedList } from '../coded-list.js';
import { withCsvFile } from '../csv-file.js';
import { AppError } from '../errors.js';
import type { Normalizer } from '../normalize/index.js';
import {
  readMeddraChanges,
  type OntologyService,
  type OntologySummary,
  type Snapshot,
} from '../ontology/index.js';
import { dataFolders, type AuditStore } from '../store/index.js';
import { previewActivation } from './preview.js';
import { proposeWith, remap } from './remap.js';
import { CHANGE_COLUMNS, changeCells, CODED_COLUMNS, codedCells } from './report-csv.js';
import { reportHtml } from './report-html.js';
import {
  CodedTally,
  MOST_LISTED,
  type ChangeTally,
  type ComparedVersion,
  type ImpactReport,
} from './report.js';
import type { ImpactContext, ImpactRequest, ImpactService } from './service.js';
import { ImpactShelf } from './shelf.js';
import { tallyChanges } from './tally-changes.js';

export interface ImpactParts {
  readonly ontologies: Pick<OntologyService, 'get' | 'open'>;
  readonly normalizer: Normalizer;
  readonly audit: AuditStore;
  readonly dataDir: string;
}

/** Two versions that are open. */
interface Opened {
  readonly from: Snapshot;
  readonly to: Snapshot;
}

export function createImpacts({ ontologies, normalizer, audit, dataDir }: ImpactParts): ImpactService {
  const folders = dataFolders(dataDir);
  const shelf = new ImpactShelf(folders.impacts);

  async function run(request: ImpactRequest, context: ImpactContext): Promise<ImpactReport> {
    const { ontology, version, codedList } = request;
    const { signal } = context;
    const summary = await ontologies.get(ontology);
    const from = request.from ?? summary.active?.version;
    if (from === undefined)
      throw new AppError(
        'version_not_loaded',
        `No version of ${ontology} answers, so say which one to compare ${version} with (from).`,
      );
    // What is wrong with the list is told before anything is built.
    const entries = codedList ? await countCodedList(codedList.path, { ...codedList, signal }) : 0;
    return withVersions(ontologies, { ontology, from, to: version }, context, (opened) =>
      shelf.keep(async (id, folder) => {
        const changes = await writeChanges(opened, join(folder, 'concepts.csv'), context);
        const coded = codedList
          ? await writeCoded(codedList, entries, opened, normalizer, join(folder, 'coded.csv'), context)
          : null;
        const report: ImpactReport = {
          ...{ id, ontology, from: compared(opened.from), to: compared(opened.to) },
          ...{ createdAt: new Date().toISOString(), createdBy: request.actor },
          ...{ concepts: changes.summary(), coded: coded?.summary() ?? null, mostListed: MOST_LISTED },
          ...{ changes: changes.listed(), entries: coded?.listed() ?? [] },
          maintainers: await maintainersOf(summary, version, folders.sources, signal),
        };
        await writeFile(join(folder, 'report.json'), JSON.stringify(report), { mode: 0o600 });
        await writeFile(join(folder, 'report.html'), reportHtml(report), { mode: 0o600 });
        signal.throwIfAborted();
        return report;
      }),
    );
  }

  return {
    run,
    list: () => shelf.list(),
    read: (id, file) => shelf.read(id, file),
    remove: async (id, actor) => {
      const kept = await shelf.get(id);
      // A damaged one goes as well: it may hold a coded list.
      const before = kept && { ontology: kept.ontology, from: kept.from.version, to: kept.to.version };
      await audit.append({ actor, action: 'impact.remove', subject: id, before, after: null });
      await shelf.remove(id);
    },
    preview: (request, context) => previewActivation(ontologies, request, context),
  };
}

async function withVersions<T>(
  ontologies: ImpactParts['ontologies'],
  { ontology, from, to }: { readonly ontology: string; readonly from: string; readonly to: string },
  context: ImpactContext,
  use: (opened: Opened) => Promise<T>,
): Promise<T> {
  const before = await ontologies.open({ ontology, version: from }, context);
  try {
    const after = await ontologies.open({ ontology, version: to }, context);
    try {
      return await use({ from: before.snapshot, to: after.snapshot });
    } finally {
      after.release();
    }
  } finally {
    before.release();
  }
}

function writeChanges({ from, to }: Opened, path: string, context: ImpactContext): Promise<ChangeTally> {
  return withCsvFile(path, CHANGE_COLUMNS, (file) =>
    tallyChanges(from, to, context, (changes) => file.write(changes.map(changeCells))),
  );
}

async function writeCoded(
  list: NonNullable<ImpactRequest['codedList']>,
  total: number,
  { from, to }: Opened,
  normalizer: Normalizer,
  path: string,
  { onProgress, signal }: ImpactContext,
): Promise<CodedTally> {
  const tally = new CodedTally(list.fileName);
  const versions = { from: from.artefact.catalogue, to: to.artefact.catalogue };
  const source = readCodedList(list.path, { fileName: list.fileName, signal });
  let done = 0;
  await withCsvFile(path, CODED_COLUMNS, async (file) => {
    for await (const entries of remap(source, versions, proposeWith(normalizer, to), signal)) {
      for (const entry of entries) tally.add(entry);
      await file.write(entries.map(codedCells));
      done += entries.length;
      onProgress({ phase: 'remap', done, total });
    }
  });
  return tally;
}

function compared({ version, generation, artefact }: Snapshot): ComparedVersion {
  // A version that was opened for looking at has no generation of its own.
  return {
    version,
    concepts: artefact.manifest.counts.concepts,
    generation: generation === 0 ? null : generation,
  };
}

async function maintainersOf(
  { versions }: OntologySummary,
  version: string,
  sources: string,
  signal: AbortSignal,
): Promise<ImpactReport['maintainers']> {
  const known = versions.find((one) => one.version === version);
  if (known?.format !== 'meddra') return null;
  return (await readMeddraChanges(join(sources, known.sourceSha256), signal))?.files ?? null;
}
