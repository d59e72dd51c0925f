import { AppError } from '../errors.js';
import type { VersionRow } from '../store/index.js';
import type { Snapshot } from './live.js';
import type { OntologySummary, VersionSummary } from './service.js';
import { choiceOf, expansionOf, parseVersionReport } from './version-report.js';

/** What is told of an ontology: its versions, and the one that answers. */
export function summaryOf(
  name: string,
  rows: readonly VersionRow[],
  snapshot: Snapshot | undefined,
): OntologySummary {
  const manifest = snapshot?.artefact.manifest;
  return {
    name,
    active:
      snapshot && manifest
        ? {
            version: snapshot.version,
            generation: snapshot.generation,
            artefact: `sha256:${manifest.hash}`,
            index: manifest.spec.index.kind,
            concepts: manifest.counts.concepts,
            names: manifest.counts.names,
            namesEmbedded: manifest.counts.embedded,
            activatedAt: snapshot.activatedAt,
          }
        : null,
    versions: rows.filter((row) => row.ontology === name).map(versionOf),
  };
}

/** @throws AppError `version_not_found`, naming those that there are */
export function requireVersion({ name, versions }: OntologySummary, version: string): void {
  if (versions.some((known) => known.version === version)) return;
  const known = versions.map((one) => one.version).join(', ') || 'none';
  throw new AppError('version_not_found', `${name} has no version “${version}”; it has: ${known}.`);
}

export function versionOf(row: VersionRow): VersionSummary {
  return {
    version: row.version,
    format: row.format,
    sourceSha256: row.source_sha256,
    expansion: expansionOf(row),
    choice: choiceOf(row),
    registeredAt: row.registered_at,
    registeredBy: row.registered_by,
    report: parseVersionReport(row.report),
  };
}
