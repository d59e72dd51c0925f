import t from 'tap';
import { serveApplication } from '../support/application.js';
import { finished, post, send, upload } from '../support/http.js';

t.setTimeout(120_000);

const service = await serveApplication(t.testdir());
t.teardown(() => service.close());

/** Every sample by its name and labels. */
async function samples(): Promise<ReadonlyMap<string, number>> {
  const { text, headers } = await send(service, '/metrics');
  t.match(headers['content-type'], /^text\/plain; version=0\.0\.4/);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.replace(/ \S+$/, ''), Number(/ (\S+)$/.exec(line)?.[1])]));
}

t.test('what was sent is what is counted', async (t) => {
  const before = await samples();
  const mentions = ['headache', 'wide awake at 4am', 'no headache', 'headache', '', 'tired of it all'];
  t.equal((await post(service, '/v1/normalize', { mentions })).status, 200);
  t.equal((await post(service, '/v1/normalize', { mentions })).status, 200);
  t.equal((await post(service, '/v1/normalize', {})).status, 400);
  t.equal((await send(service, '/nothing/here?q=headache')).status, 404);
  const stream = await send(service, {
    method: 'POST',
    url: '/v1/normalize/stream',
    headers: { 'content-type': 'application/x-ndjson' },
    payload: '"headache"\nbroken\n',
  });
  t.equal(stream.status, 200);
  const after = await samples();
  const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const requests = (labels: string): number => grown(`ade_http_request_duration_seconds_count{${labels}}`);

  t.equal(requests('route="/v1/normalize",method="POST",status="200"'), 2);
  t.equal(requests('route="/v1/normalize",method="POST",status="400"'), 1);
  t.equal(requests('route="/v1/normalize/stream",method="POST",status="200"'), 1);
  t.equal(requests('route="unmatched",method="GET",status="404"'), 1);
  t.equal(after.get('ade_http_requests_in_flight'), 1, 'the one that asks');

  const decisions = ['auto', 'suggest', 'review', 'none', 'error'].map((decision) =>
    grown(`ade_decisions_total{decision="${decision}"}`),
  );
  t.equal(
    decisions.reduce((sum, count) => sum + count),
    2 * mentions.length + 2,
    'each mention has one decision',
  );
  t.equal(grown('ade_decisions_total{decision="error"}'), 3, 'the empty ones, and the broken line');
  t.equal(grown('ade_decisions_total{decision="auto"}'), 7, 'names, as they stand');
  t.equal(grown('ade_mentions_total{source="exact",origin="ontology"}'), 7);

  t.equal(grown('ade_encoder_cache_lookups_total{outcome="miss"}'), 4, 'texts that were new');
  t.equal(grown('ade_encoder_cache_lookups_total{outcome="hit"}'), 5, 'texts that were not');
  t.equal(grown('ade_encoder_batch_texts_sum'), 4, 'only those were encoded');
  t.ok(grown('ade_encoder_batch_texts_count') >= 1);
  t.ok(grown('ade_encoder_padded_tokens_total') >= 4 * 3);
  for (const phase of ['queue', 'tokenize', 'encode', 'search']) {
    t.ok(grown(`ade_phase_duration_seconds_count{phase="${phase}"}`) > 0, phase);
    t.ok(grown(`ade_phase_duration_seconds_sum{phase="${phase}"}`) > 0, `${phase} took time`);
  }
  t.equal(grown('ade_phase_duration_seconds_count{phase="queue"}'), 4);
});

t.test('the state of the service is told', async (t) => {
  const now = await samples();
  t.equal(now.get('ade_ready'), 1);
  t.equal(now.get('ade_encoder_queue_texts'), 0);
  t.equal(now.get('ade_encoder_workers'), 1);
  t.equal(now.get('ade_encoder_workers_wanted'), 1);
  t.equal(now.get('ade_ontology_generation{ontology="starter"}'), 1);
  t.ok((now.get('ade_process_resident_memory_bytes') ?? 0) > 50e6);
  for (const csv of ['id,name\n1,Rash\n', 'id,name\n1,Nausea\n']) {
    const added = await upload(service, 'mylist', csv, { activate: 'true', expansion: 'none' });
    t.match(await finished(service, added), { state: 'succeeded' });
  }
  t.equal((await samples()).get('ade_ontology_generation{ontology="mylist"}'), 2);
});

t.test('no label holds what was sent', async (t) => {
  await send(service, '/v1/ontologies/secret-name/concepts?q=secret-word');
  await post(service, '/v1/normalize', { mentions: 'secret-word' });
  t.notMatch((await send(service, '/metrics')).text, /secret/);
});
