import type { WorkContext } from '../../ontology/index.js';
import type { ShadowRequest, ShadowSettings, ShadowSummary } from '../../shadow/index.js';
import { CommandError } from '../errors.js';

/** What the commands do with shadow versions. */
export interface ShadowBackend {
  set(request: Omit<ShadowRequest, 'actor'>, context: WorkContext): Promise<ShadowSettings>;
  get(ontology: string, signal: AbortSignal): Promise<ShadowSummary>;
  /** Ends the shadow. @returns what it found */
  end(ontology: string, signal: AbortSignal): Promise<ShadowSummary>;
}

/** Without a service there is nothing that a shadow could be compared on. */
export const NO_SHADOWS: ShadowBackend = { set: refuse, get: refuse, end: refuse };

function refuse(): Promise<never> {
  return Promise.reject(
    new CommandError(
      'needs_service',
      'A shadow is compared on the requests that a service answers, and no service works in this folder.',
      { hint: 'Start one with “ade-normalizer serve”, or name one with --url.' },
    ),
  );
}
