/** A concept, as far as its place in a hierarchy goes. */
interface Placed {
  readonly id: string;
  readonly parents: readonly string[];
}

/** How many concepts stand above themselves: the members of all cycles, by Tarjan's strong components (1972). */
export function conceptsInCycles(concepts: readonly Placed[]): number {
  const rowOf = new Map(concepts.map(({ id }, row) => [id, row]));
  const parentsOf = (row: number) => concepts[row]?.parents.flatMap((id) => rowOf.get(id) ?? []) ?? [];
  const order = new Int32Array(concepts.length).fill(-1);
  const lowest = new Int32Array(concepts.length);
  const open: number[] = [];
  const isOpen = new Uint8Array(concepts.length);
  let next = 0;
  let inCycles = 0;
  for (let root = 0; root < concepts.length; root += 1) {
    if ((order[root] ?? 0) >= 0) continue;
    // A stack of its own: a hierarchy may be deeper than the call stack.
    const steps: { readonly row: number; readonly parents: readonly number[]; at: number }[] = [];
    const enter = (row: number): void => {
      order[row] = next;
      lowest[row] = next;
      next += 1;
      open.push(row);
      isOpen[row] = 1;
      steps.push({ row, parents: parentsOf(row), at: 0 });
    };
    const lower = (row: number, value: number): void => {
      lowest[row] = Math.min(lowest[row] ?? 0, value);
    };
    enter(root);
    for (let step = steps.at(-1); step; step = steps.at(-1)) {
      const { row } = step;
      const parent = step.parents[step.at];
      step.at += 1;
      if (parent !== undefined) {
        if ((order[parent] ?? 0) < 0) enter(parent);
        else if (isOpen[parent]) lower(row, order[parent] ?? 0);
        continue;
      }
      steps.pop();
      const below = steps.at(-1);
      if (below) lower(below.row, lowest[row] ?? 0);
      if (lowest[row] !== order[row]) continue;
      const members = open.splice(open.lastIndexOf(row));
      for (const member of members) isOpen[member] = 0;
      if (members.length > 1 || parentsOf(row).includes(row)) inCycles += members.length;
    }
  }
  return inCycles;
}
