/*
 * Text as the rules of the marks read it: lower case, one space between words, contractions written out ("didn't" and
 * "didnt" are "did not"), and each sign that ends or parts something a word of its own.
 */
const NEGATED_VERBS = 'do|does|did|have|has|had|is|are|was|were|would|could|should|must|need|might';

/** What replaces what, in this order. Each is linear in the text. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/\S+|@\w+/g, ' '],
  [/(?<=[\s(,/])\?+(?=\w|$)/g, 'query '],
  [/\br\/o\b/g, 'rule out'],
  [/(\d)\s?%/g, '$1 percent'],
  [/&amp;|&|\s\+\s/g, ' and '],
  [/&\w{2,5};/g, ' '],
  [/[’‘`´]/g, "'"],
  [/\bw\/o\b/g, 'without'],
  [/\bw\/(?=\s|\w)/g, 'with '],
  [/\b(?:can'?t|cannot)\b/g, 'can not'],
  [/\bwon'?t\b/g, 'will not'],
  [/\b(?:ain'?t)\b/g, 'is not'],
  [new RegExp(`\\b(${NEGATED_VERBS})n'?t\\b`, 'g'), '$1 not'],
  [/\bi'?m\b/g, 'i am'],
  [/\bi'?ve\b/g, 'i have'],
  [/\b(she|he|it|that|there|what|who|here)'s\b/g, '$1 is'],
  [/\b(she|he)s\b/g, '$1 is'],
  [/\b(they|you|we)'?re\b(?<!\bwere)/g, '$1 are'],
  [/(\w)'ve\b/g, '$1 have'],
  [/(\w)'ll\b/g, '$1 will'],
  [/(\w)'d\b/g, '$1 would'],
  [/(\w)'s\b/g, "$1 's"],
  [/\b(dr|mr|mrs|ms|st|vs|approx|etc|e\.g|i\.e|yrs?|wks?|mths?)\.(?=\s+\w)/g, '$1'],
  [/\b(mrs?|ms|miss|dr) (\p{L})\.(?=\s)/gu, '$1 $2'],
  [/(\d)[.,](?=\d)/g, '$1_'],
  [/(?<=\d ?)y\.?\/?o\b\.?/g, ' yo'],
  [/\.{2,}|…/g, ' - '],
  [/[\n\r]+/g, ' . '],
  [/\s[-–—]+\s|—/g, ' - '],
  [/[-–]/g, ' '],
  [/\p{Extended_Pictographic}/gu, ' - '],
  [/[.?!,;:()/]/g, ' $& '],
  [/[^\p{L}\p{M}\p{N}_'.?!,;:()/ -]+/gu, ' '],
  [/ +/g, ' '],
];

/** The text with single spaces and without any at its ends. */
export function plain(text: string): string {
  return REWRITES.reduce((so, [what, by]) => so.replace(what, by), text.toLowerCase()).trim();
}
