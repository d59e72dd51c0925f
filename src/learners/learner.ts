import { Adapter } from './adapter.js';
import { candidatesOf } from './choose.js';
import { combine } from './combine.js';
import { CANDIDATES } from './names.js';
import { votes } from './nearest.js';
import { TopProducts } from './products.js';
import type { Candidate, Learner, LearnerData } from './types.js';

/** Opens what was learned. Its arrays are shared, not copied. */
export async function openLearner(data: LearnerData): Promise<Learner> {
  const { dimension, classes, adapter, vote } = data;
  const classifier = await TopProducts.open(data.classifier, dimension, { soft: true });
  const mentions = await TopProducts.open(data.mentions, dimension);
  const mover = await Adapter.open(adapter, dimension);
  const concepts = data.mentionClasses.map((own) => classes[own] ?? 0);
  const coded = codedByForm(data, concepts);
  const known = new Set(classes);
  return {
    data,
    async score(queries, count) {
      if (queries.length !== count * dimension)
        throw new RangeError(`${count} queries of ${dimension} floats are not ${queries.length} floats`);
      if (count === 0) return { classifier: [], nearest: [], adapted: new Float32Array(0) };
      return {
        classifier: candidatesOf(await classifier.find(queries, CANDIDATES), classes),
        nearest: votes(await mentions.find(queries, vote.neighbours), concepts, vote).map((list) =>
          list.slice(0, CANDIDATES),
        ),
        adapted: await mover.apply(queries),
      };
    },
    coded: (form) => coded.get(form) ?? [],
    rank: (choice, evidence) => combine(choice, evidence, data, (concept) => known.has(concept)),
    async close() {
      await classifier.close();
      await mentions.close();
      await mover.close();
    },
  };
}

function codedByForm({ forms, counts }: LearnerData, concepts: Int32Array): ReadonlyMap<string, Candidate[]> {
  const found = new Map<string, Candidate[]>();
  forms.forEach((form, row) => {
    const candidate = { concept: concepts[row] ?? 0, score: counts[row] ?? 0 };
    const others = found.get(form);
    if (others) others.push(candidate);
    else found.set(form, [candidate]);
  });
  for (const candidates of found.values()) candidates.sort((a, b) => b.score - a.score);
  return found;
}
