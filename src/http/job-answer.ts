import type { Job } from '../jobs/index.js';
import { Job as JobSchema } from './schemas/service.js';
import { ref } from './schemas/types.js';

/** What every route that starts long work answers. */
export const acceptedJob = {
  202: {
    ...ref(JobSchema),
    description: 'The work has begun; the job under `location` tells how it goes and what it made.',
    headers: { location: { type: 'string', description: '/v1/jobs/{id}' } },
  },
};

interface Answer {
  code(status: 202): unknown;
  header(name: 'location', value: string): unknown;
}

/** Says that the work has begun, and where to follow it. */
export function accept(reply: Answer, job: Job): Job {
  reply.code(202);
  reply.header('location', `/v1/jobs/${encodeURIComponent(job.id)}`);
  return job;
}
