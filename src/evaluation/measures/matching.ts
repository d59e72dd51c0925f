/**
 * Size of a maximum matching in a bipartite graph: the most pairs of which no two share a left or a right node.
 * By augmenting paths (Kuhn 1955), each found breadth first, so that long paths need no deep stack.
 * @param neighbours of each left node the right nodes it may be paired with
 */
export function maximumMatching(neighbours: readonly (readonly number[])[]): number {
  const matching: Matching = { leftOf: new Map(), rightOf: new Map() };
  for (const left of neighbours.keys()) augment(left, neighbours, matching);
  return matching.leftOf.size;
}

/** The pairs so far, from either side. */
interface Matching {
  readonly leftOf: Map<number, number>;
  readonly rightOf: Map<number, number>;
}

/** Pairs one more left node if that can be, moving others to other partners where need be. */
function augment(start: number, neighbours: readonly (readonly number[])[], matching: Matching): void {
  const reachedFrom = new Map<number, number>();
  const queue = [start];
  for (const left of queue) {
    for (const right of neighbours[left] ?? []) {
      if (reachedFrom.has(right)) continue;
      reachedFrom.set(right, left);
      const holder = matching.leftOf.get(right);
      if (holder === undefined) {
        turn(right, reachedFrom, matching);
        return;
      }
      queue.push(holder);
    }
  }
}

/** Pairs each left node of the path with the right one it reached, back to its start, which had no partner. */
function turn(end: number, reachedFrom: ReadonlyMap<number, number>, { leftOf, rightOf }: Matching): void {
  let right: number | undefined = end;
  while (right !== undefined) {
    const left = reachedFrom.get(right);
    if (left === undefined) return;
    const before = rightOf.get(left);
    leftOf.set(right, left);
    rightOf.set(left, right);
    right = before;
  }
}
