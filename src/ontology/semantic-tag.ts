/** Semantic tags of SNOMED CT's fully specified names, which lists that were exported from it carry along. */
const TAGS = [
  ...[
    'finding',
    'disorder',
    'event',
    'situation',
    'observable entity',
    'morphologic abnormality',
    'procedure',
  ],
  ...[
    'regime/therapy',
    'body structure',
    'substance',
    'organism',
    'product',
    'medicinal product',
    'physical object',
  ],
  ...[
    'qualifier value',
    'person',
    'social concept',
    'record artifact',
    'environment',
    'occupation',
    'context-dependent category',
  ],
];
const TAGGED = new RegExp(`^(.*\\S)\\s*\\((?:${TAGS.join('|')})\\)$`, 'iu');

/** A name without its semantic tag ("Excessive weight gain (finding)"); null where it has none. */
export function withoutTag(name: string): string | null {
  return TAGGED.exec(name.trim())?.[1] ?? null;
}
