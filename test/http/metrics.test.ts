import t from 'tap';
import { Metrics } from '#src/metrics.js';

t.test('what was counted is printed, under one prefix', async (t) => {
  const metrics = new Metrics('1.2.3');
  metrics.phase('encode', 0.003);
  metrics.batch(8, 120);
  metrics.cache(3, 5);
  metrics.requestStarted();
  metrics.requestStarted();
  metrics.requestEnded('/v1/normalize', 'POST', 200, 0.01);
  metrics.results([
    { id: '0', text: 'a', cleaned: 'a', decision: 'none', candidates: [] },
    { id: '1', error: { code: 'mention_empty', detail: '' } },
  ]);
  metrics.watch(() => ({
    ready: false,
    missing: ['everything'],
    encoder: { workers: { alive: 1, wanted: 2 }, queued: 7 },
    ontologies: [
      { name: 'starter', state: 'serving', version: '1', generation: 4 },
      { name: 'mylist', state: 'preparing', version: null, generation: null },
    ],
    notes: [],
  }));
  const text = await metrics.text();
  for (const line of [
    'ade_phase_duration_seconds_count{phase="encode"} 1',
    'ade_encoder_batch_texts_sum 8',
    'ade_encoder_padded_tokens_total 120',
    'ade_encoder_cache_lookups_total{outcome="hit"} 3',
    'ade_http_requests_in_flight 1',
    'ade_http_request_duration_seconds_count{route="/v1/normalize",method="POST",status="200"} 1',
    'ade_decisions_total{decision="none"} 1',
    'ade_decisions_total{decision="error"} 1',
    'ade_mentions_total{source="none",origin="none"} 1',
    'ade_ready 0',
    'ade_encoder_queue_texts 7',
    'ade_encoder_workers 1',
    'ade_encoder_workers_wanted 2',
    'ade_ontology_generation{ontology="starter"} 4',
  ]) {
    t.ok(text.includes(`\n${line}\n`), line);
  }
  t.match(text, /ade_build_info\{version="1\.2\.3",node="[^"]+"\} 1/);
  t.notMatch(text, /ontology="mylist"/);
  for (const line of text.split('\n')) t.match(line, /^$|^#|^ade_/);
});
