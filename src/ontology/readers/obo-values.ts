/** A synonym as OBO files and OBO Graphs write it. */
export interface OboSynonym {
  readonly text: string;
  /** EXACT, NARROW, BROAD or RELATED. */
  readonly scope: string;
  readonly types: readonly string[];
}

// By its name in HPO's own files, or by its number in the OBO Metadata Ontology, which stands for the same.
const LAYPERSON = /(?:^|[#/:])(?:layperson|OMO[_:]0003003)$/i;

/**
 * What sort of name a synonym is. A layperson's word is one whatever its scope ("belly ache" may be RELATED);
 * other synonyms that are narrower, broader or only related mean something else: null.
 */
export function kindOfSynonym(exact: boolean, types: readonly string[]): 'synonym' | 'lay' | null {
  if (types.some((type) => LAYPERSON.test(type))) return 'lay';
  return exact ? 'synonym' : null;
}

/** A text that stands without quotes, up to its trailing modifiers `{a="b"}` or its comment ` ! ...`. */
export function plainText(value: string): string {
  return unescaped(
    value.slice(
      0,
      endOf(value, (at) => startsModifiers(value, at) || startsComment(value, at)),
    ),
  );
}

/** An id or a flag: nothing but modifiers or a comment can begin with a brace or an exclamation mark. */
export function idText(value: string): string {
  return unescaped(
    value.slice(
      0,
      endOf(value, (at) => value[at] === '{' || value[at] === '!'),
    ),
  ).trim();
}

/** The text in quotes that a value begins with, and what follows it; null where the quotes are missing or open. */
export function quotedText(value: string): { readonly text: string; readonly rest: string } | null {
  const inner = value.startsWith('"') ? value.slice(1) : null;
  if (inner === null) return null;
  const end = endOf(inner, (at) => inner[at] === '"');
  return end === inner.length ? null : { text: unescaped(inner.slice(0, end)), rest: inner.slice(end + 1) };
}

const SCOPES: ReadonlySet<string> = new Set(['EXACT', 'NARROW', 'BROAD', 'RELATED']);

/** `"text" SCOPE type [xrefs] {modifiers} ! comment`, of which only the text must be there. */
export function synonymOf(value: string): OboSynonym | null {
  const quoted = quotedText(value);
  if (!quoted) return null;
  const [words = ''] = quoted.rest.split(/[[{!]/, 1);
  const given = words.split(/\s+/).filter((word) => word !== '');
  return {
    text: quoted.text,
    // What OBO 1.2 says of a synonym without a scope.
    scope: given.find((word) => SCOPES.has(word)) ?? 'RELATED',
    types: given.filter((word) => !SCOPES.has(word)),
  };
}

/** The first place that `isEnd` holds for and that no backslash takes away; the length where there is none. */
function endOf(text: string, isEnd: (at: number) => boolean): number {
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (isEnd(at)) return at;
  }
  return text.length;
}

const MODIFIERS = /\{\s*[\w:.#/-]+\s*=\s*"/y;

function startsModifiers(text: string, at: number): boolean {
  if (text[at] !== '{') return false;
  MODIFIERS.lastIndex = at;
  return MODIFIERS.test(text);
}

/** An exclamation mark that stands alone: one at a word's end belongs to the name. */
function startsComment(text: string, at: number): boolean {
  return text[at] === '!' && /^\s?$/.test(text[at - 1] ?? '') && /^\s?$/.test(text[at + 1] ?? '');
}

const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['W', ' '],
]);

/** Any other character with a backslash stands for itself. */
function unescaped(text: string): string {
  return text.replace(/\\([^])/g, (_, char: string) => ESCAPES.get(char) ?? char);
}
