import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { App } from '../dependencies.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** Headers that keep browsers from doing more than Swagger UI needs; other sites only where allowed. */
export async function useSecurity(app: App, corsOrigins: readonly string[]): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    // The service speaks plain HTTP; whoever puts TLS before it decides on this.
    strictTransportSecurity: false,
  });
  if (corsOrigins.length === 0) return;
  await app.register(cors, {
    origin: corsOrigins.includes('*') ? '*' : [...corsOrigins],
    methods: ['GET', 'POST', 'PUT', 'DELETE'],
    exposedHeaders: ['location', 'retry-after', REQUEST_ID_HEADER],
  });
}
