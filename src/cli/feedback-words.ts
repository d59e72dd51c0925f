import type {
  Agreement,
  AgreementFigures,
  Feedback,
  LeftReason,
  ReviewResult,
  ToOverridesResult,
} from '../feedback/index.js';
import { grouped, percentEstimate } from '../figure-words.js';
import { printable, Table } from './table.js';

const NOTHING = '(nothing)';
const SHOWN = 20;

/** Feedback as a table. */
export function feedbackTable(items: readonly Feedback[]): string {
  const table = new Table([
    ...[{ title: 'ID', right: true }, { title: 'MENTION', max: 50 }, { title: 'VERDICT' }],
    ...[{ title: 'PROPOSED' }, { title: 'RIGHT' }, { title: 'NAME', max: 40 }],
    ...[{ title: 'STATE' }, { title: 'CODER' }, { title: 'GIVEN' }],
  ]);
  const rows = items.map((one) => [
    ...[String(one.id), one.mention, one.verdict, one.proposed ?? '', one.conceptId ?? NOTHING],
    ...[one.conceptName ?? '', one.state, one.coder ?? one.givenBy, one.givenAt],
  ]);
  return table.block(rows, true);
}

export function reviewInWords({ changed, missing }: ReviewResult, as: string): string {
  const lacking =
    missing === 0 ? '' : ` ${grouped(missing)} of the ids ${missing === 1 ? 'does' : 'do'} not exist.`;
  return `${grouped(changed)} now ${as}.${lacking}\n`;
}

/** How often proposals were right: a line for each period, and for each version. */
export function agreementInWords({ ontology, by, periods, versions, ...all }: Agreement): string {
  if (all.entries === 0) return `No feedback was given on ${ontology} in that time.\n`;
  const table = new Table([
    ...[{ title: by.toUpperCase() }, { title: 'ENTRIES', right: true }, { title: 'ACCEPTED', right: true }],
    ...[{ title: 'CHANGED', right: true }, { title: 'REJECTED', right: true }, { title: 'SHARE ACCEPTED' }],
  ]);
  const cells = (title: string, figures: AgreementFigures): readonly string[] => [
    ...[title, grouped(figures.entries), grouped(figures.accepted), grouped(figures.changed)],
    ...[grouped(figures.rejected), figures.share === null ? '' : percentEstimate(figures.share)],
  ];
  return table.block(
    [
      ...periods.map((period) => cells(period.from, period)),
      ...versions.map((version) => cells(`version ${version.version}`, version)),
      cells('all', all),
    ],
    true,
  );
}

const REASONS: Readonly<Record<LeftReason, string>> = {
  disagreement: 'coders disagree',
  stop_not_asked: 'nothing is to be coded; --stop makes it a stop entry',
  concept_missing: 'the active version has no such concept',
  concept_retired: 'the concept is retired',
  concept_not_selectable: 'the concept is a heading',
};

/** What approved feedback settled, or would. */
export function overridesInWords(result: ToOverridesResult): string {
  const { ontology, dryRun, generation, counts, changes, left } = result;
  const { added, changed, unchanged } = counts;
  const would = dryRun ? ' would be' : '';
  const lines = [
    `${grouped(added)}${would} added, ${grouped(changed)}${would} changed; ${grouped(unchanged)} settled so already, ${grouped(counts.left)} left as they are.`,
    ...changes.slice(0, SHOWN).map(({ mention, conceptId, conceptName, before }) => {
      const was = before ? `, was ${before.conceptId ?? NOTHING}` : '';
      return (
        `  ${printable(mention)}: ${conceptId ?? NOTHING} ${printable(conceptName ?? '')}`.trimEnd() + was
      );
    }),
    ...more(added + changed),
    ...(left.length === 0 ? [] : ['Left:']),
    ...left
      .slice(0, SHOWN)
      .map(
        ({ mention, reason, answers }) =>
          `  ${printable(mention)}: ${REASONS[reason]} (${answers
            .map(({ conceptId, entries }) => `${conceptId ?? NOTHING} ${grouped(entries)}×`)
            .join(', ')})`,
      ),
    ...more(counts.left),
    dryRun
      ? 'Nothing was changed (--dry-run).'
      : generation === null
        ? 'Nothing changed.'
        : `${ontology} answers so now (generation ${generation}).`,
  ];
  return `${lines.join('\n')}\n`;
}

function more(count: number): readonly string[] {
  return count > SHOWN ? [`  and ${grouped(count - SHOWN)} more (--json shows a thousand)`] : [];
}
