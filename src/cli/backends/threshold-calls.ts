import { Type } from '@sinclair/typebox';
import type { Core } from '../../core.js';
import type { PrecisionHeldBy, ThresholdProposal, WantedPrecisions } from '../../evaluation/index.js';
import type { ThresholdRequest, ThresholdSetting } from '../../ontology/index.js';
import { ontologyPath, type HttpClient } from './http-client.js';

export type ChangedThresholds = ThresholdSetting & { readonly generation: number | null };

/** What the commands do with the confidences from which on decisions are taken. */
export interface ThresholdBackend {
  get(ontology: string, signal: AbortSignal): Promise<ThresholdSetting>;
  change(request: Omit<ThresholdRequest, 'actor'>, signal: AbortSignal): Promise<ChangedThresholds>;
  /** Those that hold wanted precisions on the mentions of a run. */
  propose(
    run: string,
    wanted: WantedPrecisions,
    heldBy: PrecisionHeldBy,
    signal: AbortSignal,
  ): Promise<ThresholdProposal>;
}

/** Does it in this process. */
export function thresholdsHere(
  { thresholds, evaluations }: Core,
  ready: () => Promise<void>,
  actor: string,
): ThresholdBackend {
  return {
    get: async (ontology) => {
      await ready();
      return thresholds.get(ontology);
    },
    change: async (request) => {
      await ready();
      return thresholds.change({ ...request, actor });
    },
    propose: (run, wanted, heldBy, signal) => evaluations.propose(run, wanted, heldBy, signal),
  };
}

const values = Type.Object({ auto: Type.Number(), suggest: Type.Number(), review: Type.Number() });
const chosen = Type.Union([
  Type.Null(),
  Type.Object({ by: Type.String(), at: Type.String(), note: Type.String() }),
]);
const SettingSchema = Type.Object({ ontology: Type.String(), thresholds: values, chosen });
const ChangedSchema = Type.Object({
  ...SettingSchema.properties,
  generation: Type.Union([Type.Integer(), Type.Null()]),
});
const proposed = Type.Union([
  Type.Null(),
  Type.Object({
    threshold: Type.Number(),
    mentions: Type.Integer(),
    coverage: Type.Number(),
    precision: Type.Object({ value: Type.Number(), low: Type.Number(), high: Type.Number() }),
  }),
]);
const needed = Type.Union([Type.Integer(), Type.Null()]);
const ProposedSchema = Type.Object({
  ...{ auto: proposed, suggest: proposed, review: proposed },
  needed: Type.Object({ auto: needed, suggest: needed, review: needed }),
  message: Type.String(),
});

/** Lets a service do it. */
export function thresholdsThere(client: HttpClient): ThresholdBackend {
  const pathOf = (ontology: string): string => `${ontologyPath(ontology)}/thresholds`;
  return {
    get: (ontology, signal) => client.json('GET', pathOf(ontology), SettingSchema, { signal }),
    change: ({ ontology, thresholds, note, expectedGeneration }, signal) =>
      thresholds === null
        ? client.json('DELETE', pathOf(ontology), ChangedSchema, { signal })
        : client.json('PUT', pathOf(ontology), ChangedSchema, {
            json: { ...thresholds, note, expectedGeneration },
            signal,
          }),
    propose: (run, wanted, heldBy, signal) =>
      client.json('POST', `v1/evaluations/${encodeURIComponent(run)}/thresholds`, ProposedSchema, {
        json: { ...wanted, heldBy },
        signal,
      }),
  };
}
