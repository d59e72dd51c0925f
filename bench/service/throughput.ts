import { Ceiling, type CeilingResult, type Shape } from './ceiling.js';
import type { Load } from './load.js';
import type { LoadRequest, LoadResult } from './load-protocol.js';
import { MentionSource, readPhrases } from './mentions.js';
import { phasesBetween, type PhaseTimes } from './phase-times.js';
import { SEEDS, describeMachine, encoderDir, starterFile, withService, type CommonOptions } from './setup.js';
import type { BenchServer, CpuSeconds } from './server.js';
import { fixed, percent, printTable, say } from './table.js';

const ROUTE = '/v1/normalize';
const STREAM_ROUTE = '/v1/normalize/stream';
const BATCH = 1000;
const FULL = { seconds: 10, stream: 20_000, ceiling: 3000, rounds: 2 };
const QUICK = { seconds: 3, stream: 4000, ceiling: 1500, rounds: 1 };

interface Scenario {
  readonly name: string;
  readonly route: string;
  readonly request: LoadRequest;
}

interface Measured {
  readonly load: LoadResult;
  readonly cpu: CpuSeconds;
  readonly before: PhaseTimes;
  readonly after: PhaseTimes;
  readonly ceilings: readonly [CeilingResult, CeilingResult];
}

/** The service beside the bare session: mentions a second, latencies, CPU time, phases, memory. */
export async function throughput(options: CommonOptions): Promise<void> {
  const standard = options.quick ? QUICK : FULL;
  const size = { ...standard, rounds: options.rounds ?? standard.rounds };
  await withService(options, async (server, load) => {
    const atStart = server.memory();
    const workers = await server.workers();
    const limits: Shape = {
      rows: await server.limit('ADE_BATCH_ROWS'),
      tokens: await server.limit('ADE_BATCH_TOKENS'),
    };
    const texts = new MentionSource(readPhrases(starterFile), SEEDS.ceiling).take(size.ceiling);
    const ceiling = await Ceiling.open(encoderDir, workers, texts, shapesAround(limits));
    try {
      console.log(
        `${describeMachine()}; ${workers} encoder workers, ${fixed(ceiling.meanTokens, 1)} tokens a mention.`,
      );
      console.log('Mentions are all different, so none is answered from the cache.');
      console.log('The load comes from this machine too: its CPU time is the service’s loss.');
      await load.run({ kind: 'single', url: server.url, clients: 10, seconds: 2 });
      await printShapes(ceiling);
      const measured = await measureAll(server, load, ceiling, scenarios(server.url, size), size.rounds);
      printRates(measured);
      await printLatency(ceiling, measured);
      printPhases(measured, workers);
      printMemory(atStart.resident, server.memory());
    } finally {
      await ceiling.close();
    }
  });
}

function scenarios(url: string, size: typeof FULL): readonly Scenario[] {
  const single = (clients: number): Scenario => ({
    name: clients === 1 ? '1 client' : `${clients} clients`,
    route: ROUTE,
    request: { kind: 'single', url, clients, seconds: size.seconds },
  });
  return [
    single(1),
    single(10),
    single(50),
    {
      name: `batches of ${BATCH}`,
      route: ROUTE,
      request: { kind: 'batch', url, size: BATCH, seconds: size.seconds },
    },
    {
      name: `stream of ${size.stream}`,
      route: STREAM_ROUTE,
      request: { kind: 'stream', url, size: size.stream },
    },
  ];
}

/** The service's limits, and smaller and larger batches. */
function shapesAround({ rows, tokens }: Shape): readonly Shape[] {
  return [
    { rows, tokens },
    { rows: Math.max(1, rows >> 2), tokens },
    { rows: Math.max(1, rows >> 1), tokens },
    { rows: rows * 2, tokens: tokens * 2 },
  ];
}

async function printShapes(ceiling: Ceiling): Promise<void> {
  const shapes = await ceiling.chooseShape();
  printTable(
    ['bare session, at most', 'mentions/s', 'CPU ms each', ''],
    [...shapes].map(([shape, { perSecond, cpuMs }]) => [
      `${shape.rows} texts, ${shape.tokens} tokens`,
      fixed(perSecond, 0),
      fixed(cpuMs, 3),
      shape === ceiling.best ? 'the ceiling' : '',
    ]),
  );
}

/** Each scenario between two measurements of the ceiling, since other work on the machine comes and goes. */
async function measureAll(
  server: BenchServer,
  load: Load,
  ceiling: Ceiling,
  all: readonly Scenario[],
  rounds: number,
): Promise<ReadonlyMap<Scenario, readonly Measured[]>> {
  const measured = new Map<Scenario, Measured[]>(all.map((scenario) => [scenario, []]));
  let last = await ceiling.measure();
  for (let round = 1; round <= rounds; round += 1) {
    for (const scenario of all) {
      say(`round ${round} of ${rounds}: ${scenario.name}`);
      const before = await server.phases();
      const cpu = server.cpu();
      const result = await load.run(scenario.request);
      const after = server.cpu();
      const phases = await server.phases();
      if (result.failures > 0) throw new Error(`${scenario.name}: ${result.failures} mentions failed`);
      if (phases.cacheHits() > before.cacheHits()) throw new Error(`${scenario.name}: the cache answered`);
      const next = await ceiling.measure();
      measured.get(scenario)?.push({
        load: result,
        cpu: { process: after.process - cpu.process, mainThread: after.mainThread - cpu.mainThread },
        before,
        after: phases,
        ceilings: [last, next],
      });
      last = next;
    }
  }
  return measured;
}

function printRates(measured: ReadonlyMap<Scenario, readonly Measured[]>): void {
  printTable(
    [
      'load',
      'mentions/s',
      'ceiling before',
      'after',
      'service/ceiling',
      'by CPU time',
      'CPU ms each',
      'of it main thread',
      'ceiling CPU ms',
      'load CPU ms',
    ],
    [...measured].flatMap(([scenario, runs]) =>
      runs.map(({ load, cpu, ceilings: [before, after] }) => {
        const rate = load.mentions / load.seconds;
        return [
          scenario.name,
          fixed(rate, 0),
          fixed(before.perSecond, 0),
          fixed(after.perSecond, 0),
          percent((2 * rate) / (before.perSecond + after.perSecond)),
          percent(((before.cpuMs + after.cpuMs) / 2 / cpu.process) * (load.mentions / 1000)),
          fixed((1000 * cpu.process) / load.mentions, 3),
          fixed((1000 * cpu.mainThread) / load.mentions, 3),
          fixed((before.cpuMs + after.cpuMs) / 2, 3),
          fixed((1000 * load.cpuSeconds) / load.mentions, 3),
        ];
      }),
    ),
  );
  console.log(
    '`by CPU time` is the CPU time of the ceiling for a mention as a share of the service’s: other work on the\n' +
      'machine hardly moves it, and a service that keeps every core busy comes no nearer to its ceiling.',
  );
}

async function printLatency(
  ceiling: Ceiling,
  measured: ReadonlyMap<Scenario, readonly Measured[]>,
): Promise<void> {
  const alone = await ceiling.measureAlone(500);
  printTable(
    ['latency of a request', 'requests', 'p50 ms', 'p99 ms'],
    [
      ...[...measured].flatMap(([{ name }, runs]) =>
        runs.map(({ load }) => [name, String(load.requests), fixed(load.p50, 1), fixed(load.p99, 1)]),
      ),
      ['bare session, one text', '500', fixed(alone.p50, 1), fixed(alone.p99, 1)],
    ],
  );
}

function printPhases(measured: ReadonlyMap<Scenario, readonly Measured[]>, workers: number): void {
  const rows: string[][] = [];
  for (const [{ name, route, request }, runs] of measured) {
    const [first, last] = [runs[0], runs.at(-1)];
    if (!first || !last || (request.kind === 'single' && request.clients > 1)) continue;
    // Of the last run, since the runs of other scenarios lie between.
    const { before, after } = last;
    const phases = phasesBetween(before, after);
    const requests = after.requests(route).count - before.requests(route).count;
    const elapsed = after.requests(route).seconds - before.requests(route).seconds;
    const batches = after.batches().count - before.batches().count;
    const mean = new Map(
      phases.map(({ phase, seconds, count }) => {
        if (phase === 'queue') return [phase, (seconds / count) * requests];
        // Batches run side by side on all workers, but a lone mention's on one.
        return [phase, phase === 'encode' && request.kind !== 'single' ? seconds / workers : seconds];
      }),
    );
    const waited = request.kind === 'single' ? (mean.get('queue') ?? 0) : 0;
    const worked = [...mean].reduce((sum, [phase, seconds]) => sum + (phase === 'queue' ? 0 : seconds), 0);
    rows.push([
      name,
      fixed((1000 * elapsed) / requests, 1),
      ...[...mean.values()].map((seconds) => percent(seconds / elapsed)),
      percent(Math.max(0, elapsed - worked - waited) / elapsed),
      fixed((after.batches().texts - before.batches().texts) / batches, 1),
    ]);
  }
  printTable(
    ['share of a request’s time', 'ms', 'queue', 'tokenize', 'encode', 'search', 'rest', 'texts a batch'],
    rows,
  );
  console.log(
    'For many mentions: `queue` is the mean wait of one of them, while others are encoded; `encode` is the time of\n' +
      'all batches divided by the workers; phases overlap, and `rest` is what is left beside tokenize, encode and search.',
  );
}

function printMemory(atStart: number, { resident, most }: { resident: number; most: number }): void {
  printTable(
    ['resident memory', 'MB'],
    [
      ['ready, before any load', fixed(atStart, 0)],
      ['after the loads', fixed(resident, 0)],
      ['the most there was', fixed(most, 0)],
    ],
  );
}
