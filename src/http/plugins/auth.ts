import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../../config.js';
import { AppError } from '../../errors.js';
import { findKey, roleSuffices, type ApiKey, type Role } from '../../keys.js';
import type { App } from '../dependencies.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; every route says it. */
    role?: Role | 'open';
  }
  interface FastifyRequest {
    /** The name of the key, or `anonymous` where none was needed. */
    caller: string;
  }
}

export const ANONYMOUS = 'anonymous';

export interface AuthOptions {
  readonly required: boolean;
  /** Whether only this machine can reach the service, and nothing else is said to guard it. */
  readonly thisMachineOnly: boolean;
  readonly keys: readonly ApiKey[];
  /** Sites whose pages may call the service. */
  readonly corsOrigins: readonly string[];
}

/** Lets a request through whose key has the role that its route names; a route that names none is refused. */
export function useAuth(app: App, options: AuthOptions): void {
  app.decorateRequest('caller', ANONYMOUS);
  app.addHook('onRoute', (route) => {
    // Swagger UI registers its own pages.
    if (route.url === '/docs' || route.url.startsWith('/docs/'))
      route.config = { ...route.config, role: 'open' };
    if (!route.config?.role) throw new Error(`Route ${String(route.method)} ${route.url} names no role.`);
  });
  app.addHook('onRequest', (request, _reply, done) => {
    const role = request.routeOptions.config.role;
    if (role === undefined || role === 'open') {
      done();
      return;
    }
    if (options.required) authenticate(request, role, options.keys);
    else {
      if (options.thisMachineOnly) refuseOtherNames(request);
      refuseOtherSites(request, options.corsOrigins);
    }
    done();
  });
}

function authenticate(request: FastifyRequest, role: Role, keys: readonly ApiKey[]): void {
  const presented = presentedKey(request);
  if (presented === undefined) {
    throw new AppError(
      'unauthorized',
      'This needs an API key: send it as “Authorization: Bearer <key>” or “x-api-key: <key>”.',
    );
  }
  const key = findKey(keys, presented);
  if (!key) throw new AppError('unauthorized', 'This API key is not known; ask the service’s owner for one.');
  request.caller = key.name;
  if (!roleSuffices(key.role, role)) {
    throw new AppError('forbidden', `The key “${key.name}” has the role ${key.role}; this needs ${role}.`);
  }
}

function presentedKey({ headers }: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const header = headers['x-api-key'];
  return bearer ?? (typeof header === 'string' && header !== '' ? header : undefined);
}

/**
 * A web page whose name is made to lead to this machine (DNS rebinding) would pass for the service's own; but its
 * requests carry that name.
 */
function refuseOtherNames({ hostname }: FastifyRequest): void {
  if (isLoopback(hostname)) return;
  throw new AppError(
    'forbidden',
    `This service is for this machine and was called as “${hostname}”: call it as localhost. Behind a proxy, give it API keys, or set ADE_AUTH=off if the proxy guards it.`,
  );
}

/**
 * Without keys, any web page that is open on this machine could send forms to the service behind its user's
 * back; browsers tell where a page comes from.
 */
function refuseOtherSites(request: FastifyRequest, corsOrigins: readonly string[]): void {
  const { origin } = request.headers;
  if (origin === undefined || request.method === 'GET' || request.method === 'HEAD') return;
  const own = URL.canParse(origin) && new URL(origin).host === request.headers.host;
  if (!own && !corsOrigins.includes('*') && !corsOrigins.includes(origin)) {
    throw new AppError(
      'forbidden',
      `Pages of ${origin} may not call this service; ADE_CORS_ORIGINS allows sites.`,
    );
  }
}
