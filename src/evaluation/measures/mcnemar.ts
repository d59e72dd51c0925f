/**
 * Exact McNemar test of two systems on the same mentions, two-sided: the probability that pairs of which one system
 * alone is right fall at least so unevenly when each side is equally likely (McNemar 1947; the exact conditional form
 * as in Fagerland et al. 2013). 1 where they do not differ. Summed from the greatest term down, from its logarithm,
 * so that it holds for hundreds of thousands of pairs; below about 1e-308 it is 0.
 * @param won mentions that the second system alone has right
 * @param lost mentions that the first system alone has right
 */
export function mcnemar(won: number, lost: number): number {
  const [all, fewer] = [won + lost, Math.min(won, lost)];
  if (won === lost) return 1;
  let greatest = -all * Math.LN2;
  for (let i = 1; i <= fewer; i += 1) greatest += Math.log((all - fewer + i) / i);
  // Each term as a share of the greatest: C(n, i - 1) = C(n, i) * i / (n - i + 1).
  let [sum, term] = [1, 1];
  for (let i = fewer; i > 0 && term > 0; i -= 1) {
    term *= i / (all - i + 1);
    sum += term;
  }
  return Math.min(1, 2 * Math.exp(greatest + Math.log(sum)));
}
