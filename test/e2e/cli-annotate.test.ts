import { mkdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { serveApplication } from '../support/application.js';
import { runCli } from '../support/cli.js';
import { AnnotatedPost, POST_SETTINGS } from '../support/posts.js';
import { makeSmallStarter } from '../support/small-starter.js';

t.setTimeout(180_000);

const root = t.testdir({ starter: {}, files: {} });
await makeSmallStarter(join(root, 'starter'));
const env = {
  ...POST_SETTINGS,
  ADE_STARTER_DIR: join(root, 'starter'),
  ADE_DATA_DIR: join(root, 'data'),
  ADE_WORKERS: '1',
};
const file = (name: string): string => join(root, 'files', name);
const cli = (args: readonly string[], input = '') => runCli(['annotate', ...args], env, input);

const POSTS = [
  'key;post',
  '=a1;"😩 This stuff gave me a terrible headache; really\nand I felt nauseous."',
  'a2;picked up my refill at the pharmacy today',
  'a3;',
  'a4;I have had no headaches at all on this medicine.',
];
await writeFile(file('posts.csv'), `\ufeff${POSTS.join('\r\n')}\r\n`);

t.test('a file of posts becomes a file of events, a row each', async (t) => {
  const args = [file('posts.csv'), '--column', 'post', '--id-column', 'key', '--out', file('events.csv')];
  const run = await cli(args);
  t.equal(run.code, 0, run.stderr);
  t.equal(run.stdout, '');
  t.match(
    run.stderr,
    /events\.csv: \d+ events of 4 posts, \d of which report an adverse event; 1 could not be/,
  );
  const text = await readFile(file('events.csv'), 'utf8');
  const [header, ...rows] = text.trimEnd().split('\n');
  t.equal(
    header,
    '\ufeffpost;id;adverse_event;adverse_probability;start;end;code_point_start;code_point_end;text;type;' +
      'probability;mark;cue;decision;concept_id;concept_name;confidence;similarity;error',
  );
  const headache = rows.find((row) => /;[^;]*headache[^;]*;ADR;/.test(row) && row.startsWith('1;'));
  t.match(
    headache,
    /^1;'=a1;true;0\.\d+;\d+;\d+;\d+;\d+;[^;]*headache;ADR;0\.\d+;reported;;\w+;ADE:\d+;Headache;/,
  );
  const [, , , , start, , point] = headache?.split(';') ?? [];
  t.equal(Number(start) - Number(point), 1, 'an emoji before it is two code units and one code point');
  t.notOk(
    rows.some((row) => row.startsWith('2;')),
    'no row without an event',
  );
  t.ok(rows.some((row) => /^3;a3;;.*;text_empty: /.test(row)));
  t.match(
    rows.find((row) => row.startsWith('4;')),
    /;negated;/,
  );

  const again = await cli(args);
  t.equal(again.code, 1);
  t.match(again.stderr, /error \(file_exists\).*\nhint: --force/);
  const lines = await cli([...args.slice(0, -1), file('events.jsonl')]);
  t.equal(lines.code, 0, lines.stderr);
  const events = (await readFile(file('events.jsonl'), 'utf8')).trimEnd().split('\n');
  t.equal(events.length, rows.length);
  t.match(JSON.parse(events[0] ?? 'null'), { post: 1, id: '=a1', type: 'ADR', start: /\d+|0/ });
});

const Line = Type.Composite([AnnotatedPost, Type.Object({ generation: Type.Integer() })]);
const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => Value.Parse(Line, JSON.parse(line)));

t.test('texts and lines of standard input are printed, for people and for programs', async (t) => {
  const table = await cli(['This stuff gave me a terrible headache', 'picked up my refill']);
  t.equal(table.code, 0, table.stderr);
  t.match(
    table.stdout,
    /^POST +ADVERSE +EVENT +TYPE +MARK +DECISION +CONCEPT +NAME\nThis stuff.*yes 0\.\d\d .*headache +ADR +reported +\w+ +ADE:\d+ +Headache\n/,
  );
  t.match(table.stdout, /\npicked up my refill +no 0\.\d\d\n/);
  const json = await cli(
    ['--json', '--only-adverse'],
    'This stuff gave me a terrible headache\r\n\npicked up my refill\n',
  );
  t.equal(json.code, 0, json.stderr);
  t.match(linesOf(json.stdout), [
    { id: '1', text: 'This stuff gave me a terrible headache', events: [{ mark: 'reported' }] },
    { id: '2', text: 'picked up my refill', events: [] },
  ]);
});

t.test('a service that works in the folder does the work, with the same result', async (t) => {
  const folder = join(root, 'service');
  mkdirSync(folder);
  const service = await serveApplication(folder, { ...env, ADE_DATA_DIR: join(folder, 'data') });
  t.teardown(() => service.close());
  const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
  const args = ['--json', '--top-k', '1', 'This stuff gave me a terrible headache', ''];
  const there = await cli([...args, '--url', url]);
  const here = await cli(args);
  t.equal(there.code, 0, there.stderr);
  const [first, second] = there.stdout.trimEnd().split('\n');
  const [expected] = here.stdout.trimEnd().split('\n');
  t.strictSame(linesOf(first ?? '')[0]?.events, linesOf(expected ?? '')[0]?.events);
  t.match(JSON.parse(second ?? 'null'), { id: '2', error: { code: 'text_empty' } });

  const strange = await cli([file('posts.csv'), '--column', 'foo', '--url', url]);
  t.equal(strange.code, 2);
  t.match(strange.stderr, /^error \(usage\): .* has no column “foo”\.\nhint: It has: key, post /);
});

t.test('what does not go together is refused', async (t) => {
  const refused = async (...args: string[]) => {
    const run = await cli(args);
    return `${run.code} ${run.stderr}`;
  };
  t.match(await refused('x', '--out', file('y.csv')), /^2 error \(usage\): --out goes with a file/);
  t.match(await refused(file('posts.csv'), '--json', '--out', file('y.csv')), /^2 .*not both/);
  t.match(await refused('x', '--file', file('posts.csv')), /^2 .*posts or a file, not both/);
  t.match(await refused(file('posts.csv')), /^2 .*has no column “text”.*\n.*It has: key, post/);
  t.match(await refused('x', '--threshold', '2'), /^2 .*from 0 to 1/);
});
