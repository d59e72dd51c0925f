import { randomUUID } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import type { Core } from '../../core.js';
import { STRATEGIES } from '../../learners/index.js';
import type { LearnerDetail, TrainProgress } from '../../training/index.js';
import { ontologyPath, type HttpClient } from './http-client.js';
import { runJob } from './job.js';
import type { LearnerBackend } from './learner-backend.js';
import { ProgressSchema } from './schemas.js';

/** Does it in this process. */
export function learnersHere({ learners }: Core, ready: () => Promise<void>, actor: string): LearnerBackend {
  return {
    train: async (request, context) => {
      await ready();
      return learners.train(randomUUID(), { ...request, actor }, context);
    },
    list: async (ontology) => {
      await ready();
      return learners.list(ontology);
    },
    get: (ontology, id) => learners.get(ontology, id),
    remove: (ontology, id) => learners.remove({ ontology, id, actor }),
    active: async (ontology) => {
      await ready();
      return learners.active(ontology);
    },
    activate: async (request) => {
      await ready();
      return learners.activate({ ...request, actor });
    },
  };
}

const strategy = Type.Union(STRATEGIES.map((each) => Type.Literal(each)));
const nullableText = Type.Union([Type.String(), Type.Null()]);
const LearnerSchema = Type.Unsafe<LearnerDetail>(
  Type.Object({
    ...{ id: Type.String(), ontology: Type.String(), version: Type.String() },
    report: Type.Object({ learned: Type.Integer(), heldBack: Type.Object({ best: strategy }) }),
    active: Type.Boolean(),
  }),
);
const LearnersSchema = Type.Object({ learners: Type.Array(LearnerSchema) });
const ActiveSchema = Type.Object({
  ontology: Type.String(),
  learner: Type.Union([
    Type.Null(),
    Type.Object({
      ...{ id: Type.String(), strategy, overrulesExact: Type.Boolean(), lost: Type.Integer() },
      ...{ problem: nullableText, by: Type.String(), at: Type.String() },
    }),
  ]),
});
const ChangedSchema = Type.Object({
  ...ActiveSchema.properties,
  generation: Type.Union([Type.Integer(), Type.Null()]),
});
const TrainProgressSchema = Type.Unsafe<TrainProgress>(
  Type.Union([
    ProgressSchema,
    Type.Object({
      phase: Type.Union([Type.Literal('read'), Type.Literal('embed-mentions')]),
      ...{ done: Type.Integer(), total: Type.Integer() },
    }),
    Type.Object({ phase: Type.Literal('learn'), fraction: Type.Number(), words: Type.String() }),
  ]),
);

/** Lets a service do it. */
export function learnersThere(client: HttpClient): LearnerBackend {
  const shelf = (ontology: string): string => `${ontologyPath(ontology)}/learners`;
  const one = (ontology: string, id: string): string => `${shelf(ontology)}/${encodeURIComponent(id)}`;
  const active = (ontology: string): string => `${ontologyPath(ontology)}/learner`;
  return {
    train: ({ ontology, split, ...request }, context) =>
      runJob(
        client,
        shelf(ontology),
        { json: { ...request, split: split ?? undefined } },
        { result: LearnerSchema, progress: TrainProgressSchema },
        context,
      ),
    list: async (ontology, signal) =>
      (await client.json('GET', shelf(ontology), LearnersSchema, { signal })).learners,
    get: (ontology, id, signal) => client.json('GET', one(ontology, id), LearnerSchema, { signal }),
    remove: async (ontology, id, signal) => {
      await client.open('DELETE', one(ontology, id), { signal });
    },
    active: (ontology, signal) => client.json('GET', active(ontology), ActiveSchema, { signal }),
    activate: ({ ontology, learner, expectedGeneration }, signal) =>
      learner === null
        ? client.json('DELETE', active(ontology), ChangedSchema, { signal })
        : client.json('PUT', active(ontology), ChangedSchema, {
            json: { ...learner, expectedGeneration },
            signal,
          }),
  };
}
