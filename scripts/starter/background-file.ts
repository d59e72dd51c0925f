import type { Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { BackgroundMention } from '../../src/ontology/background.js';
import type { ConceptEntry, Identified, Problem } from './types.js';

export const backgroundFile = 'background.jsonl';

export function formatBackground(mentions: readonly Static<typeof BackgroundMention>[]): string {
  return mentions.map(({ text, names }) => `${JSON.stringify({ text, names })}\n`).join('');
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
  const namesOf = new Map(concepts.map(({ name, synonyms }) => [name, [name, ...synonyms]]));
  const problems: Problem[] = [];
  const mentions = text.split('\n').flatMap((line, i): Static<typeof BackgroundMention>[] => {
    if (line === '') return [];
    const mention = parsed(line);
    const names = mention && namesOf.get(mention.concept);
    if (names) return [{ text: mention.text, names }];
    const message = mention ? `“${mention.concept}” is no concept` : 'no text with the names of its concept';
    problems.push({ file: backgroundFile, line: i + 1, message });
    return [];
  });
  return { file: formatBackground(mentions), problems };
}

function parsed(line: string): { readonly text: string; readonly concept: string } | null {
  try {
    const mention: unknown = JSON.parse(line);
    if (!Value.Check(BackgroundMention, mention)) return null;
    return { text: mention.text, concept: mention.names[0] ?? '' };
  } catch {
    return null;
  }
}
