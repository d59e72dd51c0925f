import { Type, type Static } from '@sinclair/typebox';
import type { TestApplication } from './application.js';
import { finished, form, post, read, send, until, type Answer } from './http.js';

export const GoldSetAnswer = Type.Object({ id: Type.String(), name: Type.String(), rows: Type.Integer() });

/** What tests look at of a run. */
export const RunAnswer = Type.Object({
  manifest: Type.Object({ id: Type.String(), predictionsSha256: Type.String() }),
  figures: Type.Object({
    overall: Type.Object({
      mentions: Type.Integer(),
      floor: Type.Number(),
      accuracy: Type.Array(
        Type.Object({
          k: Type.Integer(),
          micro: Type.Object({ value: Type.Number() }),
          macro: Type.Number(),
        }),
      ),
    }),
  }),
});

/** Brings a gold set. */
export async function uploadGold(
  service: TestApplication,
  content: string,
  fields: Readonly<Record<string, string>> = {},
  { fileName = 'gold.csv', headers = {} }: { fileName?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const sent = await form([['file', fileName, content]], fields);
  const all = { ...headers, ...sent.headers };
  return send(service, { method: 'POST', url: '/v1/gold-sets', payload: sent.payload, headers: all });
}

/** The id of a gold set that is brought. */
export async function goldId(service: TestApplication, content: string): Promise<string> {
  return read(GoldSetAnswer, (await uploadGold(service, content)).body).id;
}

/** Measures, and shows the run that is kept; fails where the job does not succeed. */
export async function evaluated(
  service: TestApplication,
  request: object,
): Promise<Static<typeof RunAnswer>> {
  const job = await finished(service, await post(service, '/v1/evaluations', request));
  if (job.state !== 'succeeded') throw new Error(`The run ${job.state}: ${JSON.stringify(job.error)}`);
  return read(RunAnswer, (await send(service, `/v1/evaluations/${job.id}`)).body);
}

/** Waits until the job of an answer has normalized some mentions. */
export async function underWay(service: TestApplication, { headers }: Answer): Promise<void> {
  const url = String(headers['location']);
  await until(async () => /"phase":"normalize"/.test((await send(service, url)).text), 'it normalizes');
}

const WHAT = ['Insomnia', 'pain', 'a rash', 'dry mouth', 'felt sick', 'no appetite', 'heart racing'];
const HOW = [
  '',
  ' all night long',
  ' again',
  ' since I started taking the new tablets two weeks ago',
  ' on and off',
];

/** A gold set of so many mentions of many lengths, no two the same. */
export function manyMentions(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [what = '', how = ''] = [WHAT[i % WHAT.length], HOW[i % HOW.length]];
    return `${what}${how} ${i},Insomnia\n`;
  });
  return `mention,gold_name\n${rows.join('')}`;
}
