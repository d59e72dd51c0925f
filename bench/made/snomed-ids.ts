// Columns and ids that RF2 gives a meaning.

const COMPONENT = ['id', 'effectiveTime', 'active', 'moduleId'];
export const CONCEPT = [...COMPONENT, 'definitionStatusId'];
export const DESCRIPTION = [
  ...COMPONENT,
  ...['conceptId', 'languageCode', 'typeId', 'term', 'caseSignificanceId'],
];
export const RELATIONSHIP = [
  ...COMPONENT,
  ...['sourceId', 'destinationId', 'relationshipGroup', 'typeId', 'characteristicTypeId', 'modifierId'],
];
const MEMBER = [...COMPONENT, 'refsetId', 'referencedComponentId'];
export const LANGUAGE = [...MEMBER, 'acceptabilityId'];
export const ASSOCIATION = [...MEMBER, 'targetComponentId'];

export const ROOT = '138875005';
export const MODULE = '900000000000207008';
export const PRIMITIVE = '900000000000074008';
export const DEFINED = '900000000000073002';

export const FULL_NAME = '900000000000003001';
export const SYNONYM = '900000000000013009';
export const DEFINITION = '900000000000550004';
export const CASE_INSENSITIVE = '900000000000448009';

export const IS_A = '116680003';
export const FINDING_SITE = '363698007';
export const INFERRED = '900000000000011006';
export const SOME = '900000000000451002';

export const US_ENGLISH = '900000000000509007';
export const GB_ENGLISH = '900000000000508004';
export const PREFERRED = '900000000000548007';
export const ACCEPTABLE = '900000000000549004';

/** Replaced by, same as, possibly equivalent to. */
export const ASSOCIATIONS = ['900000000000526001', '900000000000527005', '900000000000523009'] as const;

/** A concept directly below the root, or the root itself. */
export interface Top {
  readonly id: string;
  readonly name: string;
  /** What names in its branch end with, in brackets. */
  readonly tag: string;
  /** What names in its branch begin with. */
  readonly opening: string;
}

/** The root, clinical findings, and the other branches. */
export const TOPS: readonly [Top, ...Top[]] = [
  { id: ROOT, name: 'SNOMED CT Concept', tag: 'made', opening: 'Entry on' },
  { id: '404684003', name: 'Clinical finding', tag: 'finding', opening: '' },
  { id: '71388002', name: 'Procedure', tag: 'procedure', opening: 'Procedure for' },
  { id: '123037004', name: 'Body structure', tag: 'body structure', opening: 'Structure with' },
  { id: '363787002', name: 'Observable entity', tag: 'observable entity', opening: 'Measure of' },
  { id: '272379006', name: 'Event', tag: 'event', opening: 'Event with' },
];

/** How many of the made concepts are clinical findings, of one. */
export const FINDINGS_SHARE = 0.7;
