import type { SourceConcept } from './concept.js';
import { openReader } from './readers/index.js';

/** The concepts of the starter vocabulary that may lend their names: headings and retired ones do not. */
export async function starterConcepts(path: string): Promise<SourceConcept[]> {
  const concepts: SourceConcept[] = [];
  for await (const concept of openReader('jsonl').read(path, { fileName: 'starter.jsonl' }))
    if (concept.selectable && concept.status !== 'retired') concepts.push(concept);
  return concepts;
}
