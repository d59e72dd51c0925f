import type { SourceConcept } from '../concept.js';
import type { RawConcept, RawTerm } from './draft.js';
import { HINT, locate, openFile, readRelease, rowsOf, type Release, type Row } from './meddra-files.js';
import { readGroups, type Groups } from './meddra-smqs.js';
import {
  readHierarchy,
  readLowestLevelTerms,
  type Hierarchy,
  type LowestLevelTerm,
  type OwnTerms,
} from './meddra-terms.js';
import type { OntologyReader } from './reader.js';
import { ReportBuilder } from './report.js';

export { isMeddraFile } from './meddra-files.js';

/**
 * MedDRA as its maintainers publish it (MedAscii): fields end with `$`, no header, no quotes, file names in any case.
 *
 * HLT, HLGT and SOC are headings; the parents of a term begin with those of its primary path. At level PT, a
 * preferred term is a concept, and its lowest level terms are its names. At level LLT, each current lowest level
 * term is a concept below its preferred term, which is one with the lowest level term of the same code; those that
 * are not current are names of the preferred term, and retired concepts, by which old codes are found.
 * The SMQs of a term are its groups.
 */
export const meddraReader: OntologyReader = {
  format: 'meddra',
  choices: ['level'],
  async *read(path, options) {
    const level = options.choice?.level ?? 'PT';
    const files = await locate(path, options.fileName);
    const llt = await openFile(files, 'llt.asc', options);
    const report = new ReportBuilder({ format: 'meddra', encoding: llt.encoding }, options);
    const release: Release = { files, options, report };
    const itself = await readRelease(files, options);
    const hierarchy = await readHierarchy(release);
    yield* readHeadings(release, hierarchy);
    const terms = await readLowestLevelTerms(release, llt);
    const preferred = await readPreferred(release);
    const groups = await readGroups(release, { pt: preferred.codes, llt: terms.codes }, level);
    const found: OwnTerms[] = [];
    for (const row of preferred.rows) {
      const own = terms.ofPreferred.get(row.cells[0] ?? '') ?? NO_TERMS;
      const concept = report.take(preferredTerm(row, hierarchy, own, groups, level), row);
      if (concept === null) continue;
      yield concept;
      found.push(own);
      terms.ofPreferred.delete(concept.id);
    }
    // After all preferred terms: a code that both have is that of the preferred term.
    if (level === 'LLT') for (const own of found) yield* lowestLevelTerms(own, groups, report);
    for (const { current, retired } of terms.ofPreferred.values()) noteLost([...current, ...retired], report);
    const read = report.finish({}, HINT);
    return itself ? { ...read, release: itself } : read;
  },
};

const HEADINGS = [
  ['soc.asc', 'SOC'],
  ['hlgt.asc', 'HLGT'],
  ['hlt.asc', 'HLT'],
] as const;

async function* readHeadings(release: Release, { above }: Hierarchy): AsyncGenerator<SourceConcept> {
  for (const [file, level] of HEADINGS) {
    for await (const rows of rowsOf(release, file, 2)) {
      for (const row of rows) {
        const [id = '', name] = row.cells;
        const concept = release.report.take(
          { id, name, level, parents: above.get(id), selectable: false },
          row,
        );
        if (concept) yield concept;
      }
    }
  }
}

interface PreferredTerms {
  readonly rows: readonly Row[];
  readonly codes: ReadonlySet<string>;
}

async function readPreferred(release: Release): Promise<PreferredTerms> {
  const all: Row[] = [];
  const codes = new Set<string>();
  for await (const rows of rowsOf(release, 'pt.asc', 4)) {
    for (const row of rows) {
      all.push(row);
      codes.add(row.cells[0] ?? '');
    }
  }
  return { rows: all, codes };
}

const NO_TERMS: OwnTerms = { current: [], retired: [] };

function preferredTerm(
  { cells: [id = '', name] }: Row,
  { primary, above }: Hierarchy,
  { current, retired }: OwnTerms,
  groups: Groups,
  level: 'PT' | 'LLT',
): RawConcept {
  const named = level === 'PT' ? current : current.filter(({ code }) => code === id);
  return {
    id,
    name,
    level: 'PT',
    parents: [...(primary.get(id) ?? []), ...(above.get(id) ?? [])],
    terms: [...named.map(nameOf), ...retired.map(retiredNameOf)],
    groups: groups.get(id) ?? [],
  };
}

const nameOf = ({ name, code }: LowestLevelTerm): RawTerm => ({ text: name, code });
const retiredNameOf = ({ name, code }: LowestLevelTerm): RawTerm => ({ text: name, code, current: false });

function* lowestLevelTerms(
  { current, retired }: OwnTerms,
  groups: Groups,
  report: ReportBuilder,
): Generator<SourceConcept> {
  for (const term of current) {
    const { code, name, pt } = term;
    if (code === pt) continue;
    const raw = { id: code, name, level: 'LLT', parents: [pt], groups: groups.get(code) ?? [] };
    const concept = report.take(raw, term);
    if (concept) yield concept;
  }
  for (const term of retired) {
    const { code, name, pt } = term;
    const raw = { id: code, name, level: 'LLT', parents: [pt], status: 'retired', replacedBy: pt };
    const concept = report.take(raw, term);
    if (concept) yield concept;
  }
}

/** Terms whose preferred term the release does not have: they stand for nothing. */
function noteLost(terms: readonly LowestLevelTerm[], report: ReportBuilder): void {
  for (const term of terms) {
    report.skip(term, 'parent_missing', `pt.asc has no preferred term "${term.pt}" that can be used`);
    report.refuse();
  }
}
