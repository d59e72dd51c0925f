import { normalForm } from '../../src/text/index.js';
import { namesOf, type ConceptEntry, type Problem } from './types.js';

export const notNamesFile = 'not-names.txt';

/** The words that are no names, one a line; each stands once, and none of them is a name after all. */
export function parseNotNames(
  text: string,
  concepts: readonly ConceptEntry[],
): { readonly words: readonly string[]; readonly problems: readonly Problem[] } {
  const holders = new Map<string, string>();
  for (const concept of concepts)
    for (const each of namesOf(concept)) holders.set(normalForm(each), `a name of ${concept.name}`);
  const words: string[] = [];
  const problems: Problem[] = [];
  text.split('\n').forEach((line, i) => {
    if (line === '') return;
    const form = normalForm(line);
    const holder = holders.get(form);
    if (holder !== undefined)
      problems.push({
        file: notNamesFile,
        line: i + 1,
        message: `"${line}" is ${holder}: delete one of them`,
      });
    else words.push(line);
    holders.set(form, holder ?? `in line ${i + 1} already`);
  });
  return { words, problems };
}
