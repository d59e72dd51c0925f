import { inSlices } from '../in-slices.js';
import type { Catalogue, CatalogueNameRow } from '../store/index.js';

/** Rows read at once: about a millisecond. */
const SLICE = 512;

/**
 * Looks at the first `count` names of a catalogue, in slices, so that requests are answered meanwhile.
 * @throws the signal's reason, once it is aborted
 */
export async function eachName(
  catalogue: Catalogue,
  count: number,
  look: (name: CatalogueNameRow, row: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const starts = Array.from({ length: Math.ceil(count / SLICE) }, (_, i) => i * SLICE);
  await inSlices(
    starts,
    (from) => {
      catalogue.namesBetween(from, Math.min(count, from + SLICE)).forEach((name, i) => {
        look(name, from + i);
      });
    },
    signal,
  );
}
