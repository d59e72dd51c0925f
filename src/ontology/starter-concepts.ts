import { pausing } from '../in-slices.js';
import { canBeProposed, type SourceConcept } from './concept.js';
import { openReader } from './readers/index.js';

/**
 * The concepts of the starter vocabulary that may lend their names: headings and retired ones do not.
 * @throws the signal's reason, once it is aborted
 */
export async function starterConcepts(path: string, signal?: AbortSignal): Promise<SourceConcept[]> {
  const concepts: SourceConcept[] = [];
  const pauses = pausing(signal);
  for await (const concept of openReader('jsonl').read(path, { fileName: 'starter.jsonl' })) {
    if (canBeProposed(concept)) concepts.push(concept);
    if (pauses.isDue()) await pauses.make();
  }
  return concepts;
}
