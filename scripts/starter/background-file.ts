import { parseMention, type BackgroundMention } from '../../src/ontology/background.js';
import type { ConceptEntry, Identified, Problem } from './types.js';

export const backgroundFile = 'background.jsonl';

export function formatBackground(mentions: readonly BackgroundMention[]): string {
  return mentions.map(({ text, names }) => `${JSON.stringify({ text, names })}\n`).join('');
}

/** The preferred name and the synonyms of each concept, by its name. */
export function coreNamesOf(concepts: readonly ConceptEntry[]): ReadonlyMap<string, string[]> {
  return new Map(concepts.map(({ name, synonyms }) => [name, [name, ...synonyms]]));
}

/**
 * The mentions of the file with the names that their concepts have now: of a name that several concepts had, only those
 * that kept it have it still.
 * @param concepts as they are in the vocabulary that is built
 */
export function renewBackground(
  text: string,
  concepts: readonly Identified<ConceptEntry>[],
): { readonly file: string; readonly problems: readonly Problem[] } {
  const coreNames = coreNamesOf(concepts);
  const problems: Problem[] = [];
  const mentions = text.split('\n').flatMap((line, i): BackgroundMention[] => {
    if (line === '') return [];
    const mention = parseMention(line);
    // Its first name is the preferred one.
    const [concept = ''] = mention?.names ?? [];
    const names = coreNames.get(concept);
    if (mention && names) return [{ text: mention.text, names }];
    const message = mention ? `“${concept}” is no concept` : 'no text with the names of its concept';
    problems.push({ file: backgroundFile, line: i + 1, message });
    return [];
  });
  return { file: formatBackground(mentions), problems };
}
