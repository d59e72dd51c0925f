import { Type } from '@sinclair/typebox';
import { auditPage, overridePage, overrideResult } from './examples.js';
import { listOf, nullable, oneOf, ref } from './types.js';

const nextCursor = nullable(Type.String(), {
  description: 'Give it as `cursor` for the next page; null on the last.',
});

export const Override = Type.Object(
  {
    id: Type.String({ description: 'Stands for the mention in addresses.' }),
    mention: Type.String(),
    conceptId: nullable(Type.String(), {
      description: 'What the mention means; null: nothing is proposed for it (stop list).',
    }),
    conceptName: nullable(Type.String(), { description: 'The concept’s name in the active version.' }),
    note: Type.String(),
    changedAt: Type.String({ format: 'date-time' }),
    changedBy: Type.String({ description: 'Name of the key.' }),
    problem: nullable(oneOf(['concept_missing', 'concept_retired', 'concept_not_selectable']), {
      description: 'Why it has no effect on the active version; null while it has.',
    }),
  },
  { $id: 'Override', description: 'A mention that somebody settled.', examples: [overridePage.items[0]] },
);

export const OverridePage = Type.Object(
  { items: listOf(ref(Override)), nextCursor },
  { $id: 'OverridePage', description: 'Some of the overrides of an ontology.', examples: [overridePage] },
);

export const OverrideResult = Type.Object(
  {
    ontology: Type.String(),
    generation: nullable(Type.Integer(), {
      description: 'From which on mentions are answered with the change; null where nothing changed.',
    }),
    added: Type.Integer(),
    changed: Type.Integer(),
    removed: Type.Integer(),
  },
  { $id: 'OverrideResult', description: 'What changed.', examples: [overrideResult] },
);

export const AuditEntry = Type.Object(
  {
    id: Type.Integer({ description: 'Counts from 1, without gaps.' }),
    at: Type.String({ format: 'date-time' }),
    actor: Type.String({ description: 'Name of the key; `system` for the service itself.' }),
    action: Type.String({ description: 'What was done, such as `ontology.activate`.' }),
    subject: Type.String({ description: 'To what.' }),
    before: Type.Unknown({ description: 'How it stood before; null where it was not there.' }),
    after: Type.Unknown({ description: 'How it stood after; null where it is gone.' }),
    previousHash: Type.String({ description: 'Hash of the entry before it.' }),
    hash: Type.String({ description: 'sha256 over all of the entry.' }),
  },
  { $id: 'AuditEntry', description: 'A change of state.', examples: [auditPage.items[0]] },
);

export const AuditPage = Type.Object(
  { items: listOf(ref(AuditEntry)), nextCursor },
  { $id: 'AuditPage', description: 'Changes of state, the latest first.', examples: [auditPage] },
);
