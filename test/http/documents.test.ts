import t from 'tap';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { parse } from 'yaml';
import { committed, DOCUMENTS } from '../../scripts/docs.js';
import { loadConfig } from '#src/config.js';
import { ERROR_CODES } from '#src/errors.js';

const Operation = Type.Object({
  operationId: Type.String({ minLength: 3 }),
  summary: Type.String({ minLength: 10 }),
  description: Type.String({ minLength: 5 }),
  tags: Type.Array(Type.String(), { minItems: 1, maxItems: 1 }),
  security: Type.Array(Type.Record(Type.String(), Type.Array(Type.String()))),
  parameters: Type.Optional(
    Type.Array(Type.Object({ name: Type.String(), in: Type.String(), required: Type.Boolean() })),
  ),
  responses: Type.Record(
    Type.String({ pattern: '^[2-5]\\d\\d$' }),
    Type.Object({
      description: Type.String({ minLength: 3 }),
      content: Type.Optional(Type.Record(Type.String(), Type.Object({ schema: Type.Unknown() }))),
    }),
  ),
});
const Document = Type.Object({
  openapi: Type.Literal('3.1.0'),
  info: Type.Object({ title: Type.String(), version: Type.String() }),
  tags: Type.Array(Type.Object({ name: Type.String(), description: Type.String() })),
  components: Type.Object({ schemas: Type.Record(Type.String(), Type.Unknown()) }),
  paths: Type.Record(Type.String({ pattern: '^/' }), Type.Record(Type.String(), Operation)),
});

const document = asDocument(parse(await committed('openapi.yaml')));
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method,
    operation,
    label: `${method} ${path}`,
  })),
);

t.test('the committed documents are what the code makes of itself', async (t) => {
  for (const [path, make] of Object.entries(DOCUMENTS)) {
    const fresh = await make();
    t.ok((await committed(path)) === fresh, `${path} is up to date; if not, run: npm run docs`);
  }
});

t.test('every operation can be found, called and understood', (t) => {
  const tags = document.tags.map((tag) => tag.name);
  t.ok(operations.length >= 16);
  t.equal(new Set(operations.map(({ operation }) => operation.operationId)).size, operations.length);
  for (const { path, operation, label } of operations) {
    t.ok(tags.includes(operation.tags[0] ?? ''), `${label} has a known tag`);
    t.ok(
      Object.keys(operation.responses).some((status) => status.startsWith('2')),
      `${label} can succeed`,
    );
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const described = operation.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
    t.strictSame(
      described.map((parameter) => parameter.name).sort(),
      named.sort(),
      `${label} describes its path`,
    );
  }
  t.end();
});

t.test('only health is open; the others name their role', (t) => {
  for (const { path, operation, label } of operations) {
    const isOpen = ['/healthz', '/readyz'].includes(path);
    t.equal(operation.security.length === 0, isOpen, label);
    t.match(operation.description, isOpen ? /Open to all\./ : /Role: (?:read|admin)\./, label);
    t.equal('401' in operation.responses && '403' in operation.responses, !isOpen, label);
  }
  t.end();
});

t.test('failures are problem documents', (t) => {
  for (const { operation, label } of operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (status < '400' || label === 'get /readyz') continue;
      t.strictSame(Object.keys(content ?? {}), ['application/problem+json'], `${label} ${status}`);
    }
  }
  t.end();
});

t.test('every operation has an example, and every reference leads somewhere', (t) => {
  for (const { operation, label } of operations) {
    t.ok(hasExample(operation), label);
  }
  for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    t.ok((name ?? '') in document.components.schemas, name ?? '');
  }
  t.end();
});

/** Unlike `Value.Parse`, leaves in what the schema does not know. */
function asDocument(value: unknown): Static<typeof Document> {
  Value.Assert(Document, value);
  return value;
}

/** Whether an example stands in the value, or in a schema that it refers to; those of failures do not count. */
function hasExample(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]: [string, unknown]) => {
    if (key === 'application/problem+json') return false;
    if (key === 'example' || key === 'examples') return true;
    if (key === '$ref')
      return hasExample(document.components.schemas[String(member).split('/').at(-1) ?? '']);
    return hasExample(member);
  });
}

t.test('the pages list every error and every setting', async (t) => {
  const errors = await committed('docs/errors.md');
  for (const code of Object.keys(ERROR_CODES)) t.ok(errors.includes(`| \`${code}\` |`), code);
  const settings = await committed('docs/settings.md');
  t.equal(
    settings.match(/^\| `ADE_/gm)?.length,
    Object.keys(loadConfig({})).length - 1,
    'all but the warnings',
  );
});
