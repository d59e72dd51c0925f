import {
  GOLD_SKIP_REASONS,
  GOLD_SKIP_WORDS,
  type GoldFormat,
  type GoldReadReport,
  type GoldSet,
  type GoldSkipReason,
} from '../evaluation/index.js';
import type { GoldSetSummary } from './backends/evaluation-backend.js';
import { grouped, mentionsOf } from '../figure-words.js';
import { printable, Table } from './table.js';

const EXAMPLES = 5;
const EXAMPLE_LENGTH = 60;

const FORMAT_WORDS: Readonly<Record<GoldFormat, string>> = {
  ...{ table: 'table', jsonl: 'JSONL', brat: 'brat', pubtator: 'PubTator', tac2017: 'TAC 2017' },
  psytar: 'PsyTAR',
};

type Place = GoldReadReport['astray']['examples'][number];

/** That a gold set was added before; what is told of its reading is of now. */
export function keptAlready({ id, name, createdAt, createdBy }: GoldSet): string {
  return `These mentions are kept already, as ${printable(name)} (id ${id}, added ${createdAt.slice(0, 16).replace('T', ' ')} by ${printable(createdBy)}); nothing was added.\n`;
}

/** What was read of a gold set, what was not, and what is doubtful in it. */
export function goldSetInWords({ id, name, splits, report }: GoldSet): string {
  const { fileName, format, encoding, rows, withoutAnswer, duplicates, differing, astray } = report;
  const columns = Object.entries(report.columns).map(
    ([title, meaning]) => `${printable(title)} (${printable(meaning)})`,
  );
  return [
    `Gold set    ${printable(name)}, id ${id}`,
    `Read        ${printable(fileName)}: ${FORMAT_WORDS[format]}, ${encoding}, ${mentionsOf(rows)}`,
    ...(columns.length > 0 ? [`Columns     ${columns.join(', ')}`] : []),
    ...splitLines(splits),
    ...skippedLines(report),
    ...(withoutAnswer > 0 ? [`No concept  ${mentionsOf(withoutAnswer)} for which nothing is right`] : []),
    ...(duplicates > 0
      ? [`Duplicates  ${mentionsOf(duplicates)} repeated with the same concepts; each counts`]
      : []),
    ...(differing.mentions > 0
      ? [`Differing   ${mentionsOf(differing.mentions)} with other concepts in another place`]
      : []),
    ...differing.examples
      .slice(0, EXAMPLES)
      .map((one) => `  ${placeOf(one)}: ${shown(one.text)} (first on line ${one.earlier})`),
    ...(astray.mentions > 0
      ? [`Offsets     ${mentionsOf(astray.mentions)} not standing where the offsets say; kept as they are`]
      : []),
    ...astray.examples.slice(0, EXAMPLES).map((one) => `  ${placeOf(one)}: ${shown(one.text)}`),
    ...documentLines(report),
    '',
  ].join('\n');
}

function splitLines(splits: GoldSet['splits']): string[] {
  const words = splitWords(splits);
  return words === '' ? [] : [`Splits      ${words}`];
}

/** Nothing where no row has a split. */
function splitWords(splits: GoldSet['splits']): string {
  const found = Object.entries(splits);
  if (found.every(([split]) => split === '')) return '';
  return found
    .map(([split, rows]) =>
      split === '' ? `${grouped(rows)} without a split` : `${printable(split)} ${grouped(rows)}`,
    )
    .join(', ');
}

function skippedLines(report: GoldReadReport): string[] {
  const reasons = GOLD_SKIP_REASONS.filter((reason) => (report.skipped[reason] ?? 0) > 0);
  // Texts that are kept count over posts: to find an event in them is a mistake.
  const counting: readonly GoldSkipReason[] =
    report.documents === null ? [] : reasons.filter((reason) => reason === 'no_event');
  const others = reasons.filter((reason) => !counting.includes(reason));
  const words = others.map((reason) => countOf(report, reason)).join(', ');
  return [
    `Left out    ${words || 'nothing'}`,
    ...others.flatMap((reason) => exampleLines(report, reason)),
    ...counting.flatMap((reason) => [
      `No event    ${countOf(report, reason)}: no mentions to normalize; with --task posts they count, as what is found there is wrong`,
      ...exampleLines(report, reason),
    ]),
  ];
}

function countOf({ skipped }: GoldReadReport, reason: GoldSkipReason): string {
  return `${grouped(skipped[reason] ?? 0)} ${GOLD_SKIP_WORDS[reason]}`;
}

function exampleLines({ skipped, examples }: GoldReadReport, reason: GoldSkipReason): string[] {
  const lines = examples
    .filter((example) => example.reason === reason)
    .slice(0, EXAMPLES)
    .map((one) => `  ${placeOf(one)}: ${printable(one.detail)}: ${shown(one.text)}`);
  const more = (skipped[reason] ?? 0) - lines.length;
  return lines.length > 0 && more > 0 ? [...lines, `  and ${grouped(more)} more`] : lines;
}

function documentLines({ documents }: GoldReadReport): string[] {
  if (documents === null) return [];
  const { texts, withMentions, differing } = documents;
  const count = `${grouped(texts)} ${texts === 1 ? 'text' : 'texts'}`;
  return [
    `Documents   ${count}: ${grouped(withMentions)} with mentions, ${grouped(texts - withMentions)} without`,
    ...(differing.texts === 0
      ? []
      : [
          `  ${grouped(differing.texts)} that ${differing.texts === 1 ? 'is' : 'are'} not what the document had before; the first counts, and mentions in the other have no place`,
        ]),
    ...differing.examples
      .slice(0, EXAMPLES)
      .map((one) => `  ${placeOf(one)}: document ${shown(one.text)} has another text`),
  ];
}

function placeOf({ file, line }: Place): string {
  return `${file === undefined ? '' : `${printable(file)}, `}line ${line}`;
}

function shown(text: string): string {
  return printable(text.length > EXAMPLE_LENGTH ? `${text.slice(0, EXAMPLE_LENGTH)}…` : text);
}

/** The gold sets that are kept. */
export function goldSetTable(goldSets: readonly GoldSetSummary[]): string {
  if (goldSets.length === 0) return 'No gold set is kept. “ade-normalizer gold-sets add <file>” adds one.\n';
  const table = new Table([
    { title: 'ID' },
    { title: 'NAME', max: 40 },
    { title: 'SPLITS', max: 40 },
    { title: 'MENTIONS', right: true },
    { title: 'ADDED' },
    { title: 'BY' },
  ]);
  const rows = goldSets.map(({ id, name, rows: mentions, splits, createdAt, createdBy }) => [
    ...[id, name, splitWords(splits), grouped(mentions), createdAt, createdBy],
  ]);
  return table.block(rows, true);
}
