import rateLimit from '@fastify/rate-limit';
import { AppError } from '../../errors.js';
import type { App } from '../dependencies.js';
import { ANONYMOUS } from './auth.js';

/** Holds each key (each address where keys are off) to so many requests a minute; 0 is no limit. */
export async function useRateLimit(app: App, perMinute: number): Promise<void> {
  if (perMinute === 0) return;
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: 60_000,
    cache: 10_000,
    keyGenerator: (request) =>
      request.caller === ANONYMOUS ? `address ${request.ip}` : `key ${request.caller}`,
    allowList: (request) => request.routeOptions.config.role === 'open',
    errorResponseBuilder: (_request, { max, ttl }) =>
      new AppError(
        'rate_limited',
        `${max} requests a minute are allowed (ADE_RATE_LIMIT); wait, or send mentions in batches.`,
        {
          retryAfterSeconds: ttl / 1000,
        },
      ),
  });
}
