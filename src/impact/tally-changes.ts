import type { Snapshot } from '../ontology/index.js';
import type { Change } from './changes.js';
import { changesBetween } from './compare.js';
import { ChangeTally } from './report.js';
import type { ImpactContext } from './service.js';

/**
 * Counts what another version would change.
 * @param keep is given all changes, some at a time
 * @throws the signal's reason when it is aborted
 */
export async function tallyChanges(
  from: Snapshot,
  to: Snapshot,
  { onProgress, signal }: ImpactContext,
  keep: (changes: readonly Change[]) => Promise<void> = () => Promise.resolve(),
): Promise<ChangeTally> {
  const tally = new ChangeTally();
  const [old, now] = [from.artefact.catalogue, to.artefact.catalogue];
  for await (const { changes, done, total } of changesBetween(old, now, signal)) {
    for (const change of changes) tally.add(change);
    await keep(changes);
    onProgress({ phase: 'compare', done, total });
  }
  return tally;
}
