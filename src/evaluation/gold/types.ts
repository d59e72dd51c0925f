import { plainHeader, quoted } from '../../ontology/index.js';
import { goldInvalid } from './reading.js';

/** Types of annotations that are adverse events, or the diseases among chemicals; spelling does not count. */
const EVENT_TYPES: ReadonlySet<string> = new Set([
  ...['adr', 'ade', 'ae', 'adversereaction', 'adverseevent', 'adverseeffect', 'adversedrugreaction'],
  ...['adversedrugevent', 'adversedrugeffect', 'sideeffect', 'disease'],
]);

/**
 * Which types of annotations are mentions: those chosen, else those that look like adverse events, else all.
 * @throws AppError `gold_set_invalid` when a type was chosen that the source does not have
 */
export function wantedTypes(
  found: ReadonlySet<string>,
  chosen: readonly string[] | undefined,
  fileName: string,
): ReadonlySet<string> {
  const types = [...found];
  if (chosen === undefined || chosen.length === 0) {
    const events = types.filter((type) => EVENT_TYPES.has(plainHeader(type)));
    return events.length > 0 ? new Set(events) : found;
  }
  const keys = new Map(types.map((type) => [plainHeader(type), type]));
  return new Set(
    chosen.map((type) => {
      const known = keys.get(plainHeader(type));
      if (known !== undefined) return known;
      throw goldInvalid(
        fileName,
        `no annotation is of type “${type}”; there are ${quoted(types.slice(0, 30))}. Choose among these.`,
      );
    }),
  );
}
