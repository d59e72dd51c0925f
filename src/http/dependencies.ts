import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Config } from '../config.js';
import type { EvaluationService, GoldSetService, ThresholdProposals } from '../evaluation/index.js';
import type { FeedbackService } from '../feedback/index.js';
import type { ImpactService } from '../impact/index.js';
import type { LearnerService } from '../training/index.js';
import type { JobQueue } from '../jobs/index.js';
import type { ApiKey } from '../keys.js';
import type { Metrics } from '../metrics.js';
import type { Normalizer } from '../normalize/index.js';
import type { OntologyService, OverrideService, ThresholdService } from '../ontology/index.js';
import type { Posts } from '../posts/index.js';
import type { AuditStore } from '../store/index.js';
import type { Readiness, ServiceInfo } from '../service-state.js';
import type { ShadowService } from '../shadow/index.js';

/** What the HTTP edge stands on. */
export interface AppDependencies {
  readonly config: Config;
  /** Known API keys (`loadKeys(config)`); not looked at while no key is needed. */
  readonly keys: readonly ApiKey[];
  readonly normalizer: Normalizer;
  readonly posts: Posts;
  readonly ontologies: OntologyService;
  readonly overrides: OverrideService;
  readonly thresholds: ThresholdService;
  readonly learners: LearnerService;
  readonly impacts: ImpactService;
  readonly goldSets: GoldSetService;
  readonly evaluations: EvaluationService & ThresholdProposals;
  readonly feedback: FeedbackService;
  readonly audit: AuditStore;
  readonly shadows: ShadowService;
  readonly jobs: JobQueue;
  readonly metrics: Metrics;
  /** Cheap and synchronous: probes and metrics ask often. */
  readonly readiness: () => Readiness;
  readonly info: () => ServiceInfo;
  /** Silent where absent. */
  readonly logger?: FastifyBaseLogger;
}

/** The application, with schemas that type its handlers. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
