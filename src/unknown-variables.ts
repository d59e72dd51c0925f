/** Variables of the command line, which may stand in a service's environment too. */
const CLIENT_VARIABLES = ['ADE_API_KEY', 'ADE_DEBUG'];

/** A warning for each variable that looks like a setting and is none, with the one that was probably meant. */
export function unknownVariables(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('ADE_') && !known.includes(name) && !CLIENT_VARIABLES.includes(name))
    .map((name) => {
      const [nearest] = known
        .map((candidate) => ({ candidate, distance: editDistance(name, candidate) }))
        .sort((a, b) => a.distance - b.distance);
      const hint = nearest && nearest.distance <= 4 ? ` Did you mean ${nearest.candidate}?` : '';
      return `${name} is not a setting and was ignored.${hint}`;
    });
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
