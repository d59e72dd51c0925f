/** Names of languages, in English and lower case, with their codes: `german` -> `de`. */
let codes: ReadonlyMap<string, string> | undefined;

/**
 * The code (ISO 639) of a language that a source names by a word, as MedDRA does ("English", "Brazilian
 * Portuguese"), or by a code; null where it is not one that is known.
 */
export function languageCode(text: string): string | null {
  const word = text.trim().toLowerCase();
  if (/^[a-z]{2,3}(?:[-_][a-z0-9]+)*$/.test(word)) {
    // `eng` and `en` are one language.
    const { language } = new Intl.Locale(word.split(/[-_]/)[0] ?? '');
    if (nameOf(language) !== undefined) return language;
  }
  codes ??= namesOfLanguages();
  // The last word names the language, those before it where it is spoken.
  return codes.get(word) ?? codes.get(word.split(/\s+/).at(-1) ?? '') ?? null;
}

/** What to tell an admin who brings a language that the encoder was not taught; null where all is well. */
export function languageWarning(language: string | null, known: readonly string[]): string | null {
  if (language === null) return null;
  const code = languageCode(language);
  if (code !== null && known.includes(code)) return null;
  const words =
    code === null ? `“${language}”, which is no known name of a language` : (nameOf(code) ?? language);
  return (
    `The names are in ${words}, and the encoder knows ${known.map((one) => nameOf(one) ?? one).join(', ')}: ` +
    'they are matched where they are written alike, but in another language hardly by meaning.'
  );
}

const display = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

function nameOf(code: string): string | undefined {
  return display.of(code);
}

function namesOfLanguages(): ReadonlyMap<string, string> {
  const letters = Array.from({ length: 26 }, (_, at) => String.fromCharCode(97 + at));
  const all = letters.flatMap((a) => letters.map((b) => a + b));
  // Several codes may have one name (`he`, `iw`): the first of them that stands for itself is taken.
  return new Map(
    all.reverse().flatMap((code) => {
      const name = new Intl.Locale(code).maximize().language === code ? nameOf(code) : undefined;
      return name === undefined ? [] : [[name.toLowerCase(), code] as const];
    }),
  );
}
