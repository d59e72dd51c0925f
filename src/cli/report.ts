import { grouped } from '../figure-words.js';
import {
  FORMAT_WORDS,
  SKIP_REASON_WORDS,
  SKIP_REASONS,
  type AddVersionResult,
  type ExpansionReport,
  type ReadReport,
  type SkipReason,
  type VersionReport,
} from '../ontology/index.js';
import { printable } from './table.js';

const EXAMPLES = 5;
const EXAMPLE_LENGTH = 60;

/** What adding a version came to, and what to do next. */
export function additionReport(result: AddVersionResult): string {
  const { ontology, version, unchanged, generation, report } = result;
  const title = unchanged
    ? `${ontology} has this content already as version ${version}; nothing was done.`
    : `${ontology} ${version} is registered and built.`;
  const next =
    generation === null
      ? [
          'Next: let it answer, unless it does already,',
          `  ade-normalizer ontologies activate ${ontology} ${version}`,
        ]
      : [
          `It answers now (generation ${generation}). Next: try it,`,
          `  ade-normalizer normalize --ontology ${ontology} "wide awake at 4am"`,
        ];
  return [
    title,
    '',
    ...readLines(report),
    '',
    ...expansionLines(report.expansion),
    ...nearLines(result),
    ...report.warnings.map((warning) => `Warning     ${printable(warning)}`),
    '',
    ...next,
    '',
  ].join('\n');
}

function readLines({ read, cycles }: VersionReport): string[] {
  const { preferred, synonym, lay } = read.names;
  const { title, row } = FORMAT_WORDS[read.format];
  const columns = Object.entries(read.columns).map(
    ([column, meaning]) => `${printable(column)} (${meaning})`,
  );
  const skipped = SKIP_REASONS.flatMap((reason) => {
    const count = read.skipped[reason];
    return count === undefined ? [] : [[reason, count] as const];
  });
  const parts = skipped.map(([reason, count]) => `${grouped(count)} ${SKIP_REASON_WORDS[reason]}`);
  return [
    `Read        ${printable(read.file)}: ${title}, ${read.encoding}, ${grouped(read.rows)} ${row}s`,
    ...(read.release ? [`Release     ${releaseWords(read.release)}`] : []),
    ...(columns.length > 0 ? [`Columns     ${columns.join(', ')}`] : []),
    `Concepts    ${grouped(read.concepts)}`,
    `Names       ${grouped(preferred)} preferred, ${grouped(synonym)} synonyms, ${grouped(lay)} lay`,
    `Left out    ${parts.length === 0 ? 'nothing' : parts.join(', ')}`,
    ...skipped.flatMap(([reason]) => exampleLines(read, reason)),
    ...joinedLines(read),
    ...(read.orphans > 0 ? [`Parents     ${grouped(read.orphans)} that no ${row} defines`] : []),
    ...(cycles > 0 ? [`Cycles      ${grouped(cycles)} concepts that stand above themselves`] : []),
    ...(read.sharedNames > 0
      ? [
          `Shared      ${grouped(read.sharedNames)} names stand for several concepts; they are never coded automatically`,
        ]
      : []),
  ];
}

function joinedLines({ joined, format }: ReadReport): string[] {
  if (!joined) return [];
  const { place, row } = FORMAT_WORDS[format];
  const lines = joined.examples
    .slice(0, EXAMPLES)
    .map(
      ({ line, id, name, synonym }) =>
        `  ${place} ${line}: ${printable(synonym)} is a synonym of ${printable(id)} ${printable(name)} now`,
    );
  const more = joined.rows - lines.length;
  return [
    `Joined      ${grouped(joined.rows)} ${row}s have the id of the ${row} before and another name: is that meant?`,
    ...lines,
    ...(more > 0 ? [`  and ${grouped(more)} more`] : []),
  ];
}

function releaseWords({ version, language }: NonNullable<ReadReport['release']>): string {
  return printable(language === null ? version : `${version}, ${language}`);
}

function exampleLines(read: ReadReport, reason: SkipReason): string[] {
  const found = read.examples.filter((example) => example.reason === reason);
  const lines = found.slice(0, EXAMPLES).map(({ file, line, text, detail }) => {
    const place = `${file === undefined ? '' : `${printable(file)}, `}${FORMAT_WORDS[read.format].place} ${line}`;
    const shown = printable(text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH)}…` : text);
    return `  ${place}: ${printable(detail ?? SKIP_REASON_WORDS[reason])}: ${shown}`;
  });
  const more = (read.skipped[found[0]?.reason ?? 'not_json'] ?? 0) - lines.length;
  return found.length > 0 && more > 0 ? [...lines, `  and ${grouped(more)} more`] : lines;
}

function nearLines({ expansion, lent }: AddVersionResult): string[] {
  if (lent)
    return [
      `Near        ${grouped(lent.names)} names lent by what is near (concepts: ${grouped(lent.concepts)})`,
    ];
  return expansion === undefined || expansion === 'none' ? [] : [`Near        off (expansion ${expansion})`];
}

function attachedIn({ attachedByName, attachedBySynonym, attachedByForm }: ExpansionReport): number {
  return attachedByName + attachedBySynonym + attachedByForm;
}

function expansionLines(expansion: ExpansionReport | null): string[] {
  if (!expansion) return ['Expansion   off: the starter vocabulary lends no names'];
  const { attachedByName, attachedBySynonym, attachedByForm, ambiguous, unmatched, synonymsAdded, layAdded } =
    expansion;
  return [
    `Expansion   ${grouped(attachedIn(expansion))} concepts got names from the starter vocabulary ` +
      `(${grouped(attachedByName)} by their name, ${grouped(attachedBySynonym)} by a synonym, ${grouped(attachedByForm)} by word order, spelling or plural)`,
    `Added       ${grouped(synonymsAdded)} synonyms, ${grouped(layAdded)} lay phrases`,
    `Left alone  ${grouped(ambiguous)} ambiguous, ${grouped(unmatched)} unmatched`,
    ...expansion.ambiguousExamples
      .slice(0, EXAMPLES)
      .map(
        ({ id, name, candidates }) =>
          `  ${printable(id)} ${printable(name)}: ${candidates.map(printable).join(' or ')}`,
      ),
  ];
}
