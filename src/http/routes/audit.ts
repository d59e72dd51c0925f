import { Type } from '@sinclair/typebox';
import { auditPage } from '../../audit.js';
import type { App, AppDependencies } from '../dependencies.js';
import { AuditPage } from '../schemas/changes.js';
import { auditVerdict } from '../schemas/examples.js';
import { pageQuery, ref } from '../schemas/types.js';

const tags = ['Service'];

/** `/v1/audit`: who changed what. */
export function auditRoutes(app: App, { audit }: AppDependencies): void {
  app.get(
    '/v1/audit',
    {
      config: { role: 'admin' },
      schema: {
        operationId: 'listAudit',
        tags,
        summary: 'List the changes of state, the latest first',
        description:
          'Every change is appended in the transaction that makes it, chained to the one before by hashes; gold sets ' +
          'and runs are files, so that theirs is appended just before. What people wrote stands there as digests only.',
        querystring: pageQuery(500),
        response: { 200: { ...ref(AuditPage), description: 'A page of changes.' } },
      },
    },
    (request) => auditPage(audit, request.query),
  );

  app.get(
    '/v1/audit/verification',
    {
      config: { role: 'admin', unlimitedTime: true },
      schema: {
        operationId: 'verifyAudit',
        tags,
        summary: 'Check that the trail is whole',
        description:
          'Computes the hash of every entry anew. Note `head` somewhere else now and then: only against it does it ' +
          'show that the latest entries were cut off.',
        response: {
          200: Type.Union(
            [
              Type.Object({
                whole: Type.Literal(true),
                rows: Type.Integer({ description: 'Entries.' }),
                head: Type.String({ description: 'Hash of the latest.' }),
              }),
              Type.Object({
                whole: Type.Literal(false),
                id: Type.Integer({ description: 'The first entry that is not as it was written.' }),
                reason: Type.String(),
              }),
            ],
            { description: 'What was found.', examples: [auditVerdict] },
          ),
        },
      },
    },
    () => audit.verify(),
  );
}
