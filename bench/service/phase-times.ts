export const PHASES = ['queue', 'tokenize', 'encode', 'search'] as const;
export type Phase = (typeof PHASES)[number];

interface Sum {
  readonly seconds: number;
  readonly count: number;
}

/** The service's time by phase, as `/metrics` tells it. */
export class PhaseTimes {
  constructor(private readonly text: string) {}

  phase(phase: Phase): Sum {
    return this.#histogram('ade_phase_duration_seconds', `phase="${phase}"`);
  }

  /** All requests to one route. */
  requests(route: string): Sum {
    return this.#histogram('ade_http_request_duration_seconds', `route="${route}"`);
  }

  batches(): { readonly count: number; readonly texts: number } {
    const { seconds: texts, count } = this.#histogram('ade_encoder_batch_texts', '');
    return { count, texts };
  }

  /** Tokens given to the encoder, padding included. */
  tokens(): number {
    return this.#sum('ade_encoder_padded_tokens_total', '');
  }

  /** Memory that JavaScript objects and their buffers hold, in MB. */
  javaScriptMegabytes(): number {
    const bytes =
      this.#sum('ade_nodejs_heap_size_used_bytes', '') + this.#sum('ade_nodejs_external_memory_bytes', '');
    return bytes / 2 ** 20;
  }

  cacheHits(): number {
    return this.#sum('ade_encoder_cache_lookups_total', 'outcome="hit"');
  }

  #histogram(name: string, label: string): Sum {
    return { seconds: this.#sum(`${name}_sum`, label), count: this.#sum(`${name}_count`, label) };
  }

  #sum(name: string, label: string): number {
    return this.text
      .split('\n')
      .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }
}

export interface PhaseSeconds {
  readonly phase: Phase;
  readonly seconds: number;
  readonly count: number;
}

/** What each phase took between two readings. */
export function phasesBetween(before: PhaseTimes, after: PhaseTimes): readonly PhaseSeconds[] {
  return PHASES.map((phase) => {
    const [from, to] = [before.phase(phase), after.phase(phase)];
    return { phase, seconds: to.seconds - from.seconds, count: to.count - from.count };
  });
}
