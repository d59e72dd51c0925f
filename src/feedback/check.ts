import { AppError } from '../errors.js';
import { problemOf, type OverrideProblem, type Snapshot } from '../ontology/index.js';
import type { NewFeedback } from '../store/index.js';
import { cleanMention, normalForm } from '../text/index.js';
import { MOST, type FeedbackEntry } from './types.js';

/** Faults told one by one. */
const MOST_TOLD = 20;

const PROBLEM_WORDS: Readonly<Record<OverrideProblem, string>> = {
  concept_missing: 'is no concept of',
  concept_retired: 'is retired in',
  concept_not_selectable: 'is a heading, which nothing is coded to, in',
};

/** The version that feedback is given on. */
export type Given = Pick<Snapshot, 'ontology' | 'version' | 'generation'> & {
  readonly artefact: Pick<Snapshot['artefact'], 'catalogue'>;
};

/**
 * Feedback as it is to be kept.
 * @throws AppError `feedback_invalid` naming the place of each entry that is wrong, the first twenty in words
 */
export function checkedFeedback(
  entries: readonly FeedbackEntry[],
  snapshot: Given,
  { givenAt, givenBy }: { readonly givenAt: string; readonly givenBy: string },
): readonly NewFeedback[] {
  if (entries.length === 0 || entries.length > MOST.entries)
    throw invalid(`${entries.length} entries came; give from 1 to ${MOST.entries} at once.`);
  const { ontology, version, generation } = snapshot;
  const faults: string[] = [];
  const rows = entries.map((entry, at) => {
    const text = entry.mention.normalize('NFC').trim();
    const normal = normalForm(cleanMention(text));
    const found = faultsOf(entry, normal, snapshot);
    if (found.length > 0) faults.push(`${at + 1} (“${text.slice(0, 60)}”): ${found.join(' and ')}`);
    return {
      ...{ given_at: givenAt, given_by: givenBy, ontology, version, generation, text, normal },
      verdict: entry.verdict,
      coder: named(entry.coder),
      proposed: entry.proposed ?? null,
      concept_id: rightIn(entry),
      request_id: named(entry.requestId),
      note: entry.note ?? '',
    };
  });
  if (faults.length === 0) return rows;
  const more = faults.length > MOST_TOLD ? `; and ${faults.length - MOST_TOLD} more` : '';
  throw invalid(`Entry ${faults.slice(0, MOST_TOLD).join('; entry ')}${more}.`);
}

function rightIn({ verdict, proposed = null, conceptId = null }: FeedbackEntry): string | null {
  switch (verdict) {
    case 'accepted':
      return proposed;
    case 'changed':
      return conceptId;
    case 'rejected':
      return null;
  }
}

function faultsOf(entry: FeedbackEntry, normal: string, snapshot: Given): readonly string[] {
  const fault = verdictFault(entry);
  return [
    ...(normal === '' ? ['the mention has no letter or digit'] : []),
    ...lengthFaults(entry),
    ...(fault === null ? [] : [fault]),
    ...conceptFaults('proposed', entry.proposed, snapshot),
    ...(entry.conceptId === entry.proposed ? [] : conceptFaults('conceptId', entry.conceptId, snapshot)),
  ];
}

function verdictFault({ verdict, proposed = null, conceptId = null }: FeedbackEntry): string | null {
  switch (verdict) {
    case 'accepted':
      if (proposed === null) return '“accepted” needs in “proposed” the id of the concept that is right';
      return conceptId === null || conceptId === proposed
        ? null
        : `“accepted” says that ${proposed} is right, and “conceptId” that ${conceptId} is: say “changed”, or leave “conceptId” out`;
    case 'changed':
      if (conceptId === null)
        return '“changed” needs in “conceptId” the id of the concept that is right; where none is, say “rejected”';
      return conceptId === proposed ? `“changed” names ${conceptId} twice: say “accepted”` : null;
    case 'rejected':
      return conceptId === null
        ? null
        : `“rejected” says that nothing is to be coded, and “conceptId” names ${conceptId}: say “changed”, or leave it out`;
  }
}

function lengthFaults({ mention, coder = '', requestId = '', note = '' }: FeedbackEntry): readonly string[] {
  const fault = (name: string, text: string, most: number): readonly string[] =>
    text.length > most ? [`“${name}” has more than ${most} characters`] : [];
  return [
    ...fault('mention', mention, MOST.mention),
    ...fault('coder', coder, MOST.name),
    ...fault('requestId', requestId, MOST.name),
    ...fault('note', note, MOST.note),
  ];
}

function conceptFaults(
  member: string,
  id: string | null | undefined,
  { version, artefact }: Given,
): readonly string[] {
  if (id === null || id === undefined) return [];
  const problem = problemOf(artefact.catalogue.concept(id));
  if (problem === null) return [];
  return [`“${member}” ${id.slice(0, MOST.name)} ${PROBLEM_WORDS[problem]} version ${version}`];
}

/** Nobody is called by an empty text. */
function named(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

function invalid(detail: string): AppError {
  return new AppError('feedback_invalid', `Nothing was taken. ${detail}`);
}
