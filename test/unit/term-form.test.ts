import { readFileSync } from 'node:fs';
import t from 'tap';
import { termForm } from '#src/text/index.js';

interface Case {
  text: string;
  form: string;
}

function isCase(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && 'text' in value && 'form' in value;
}

const cases = readFileSync(new URL('../fixtures/term-form.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): unknown => JSON.parse(line))
  .filter(isCase);

t.test('gives the form that the fixture states', (t) => {
  t.ok(cases.length >= 40, 'the fixture is there');
  for (const { text, form } of cases) t.equal(termForm(text), form, JSON.stringify(text));
  t.end();
});

t.test('does not depend on the order of the words', (t) => {
  for (const { text, form } of cases) {
    t.equal(termForm(text.split(' ').reverse().join(' ')), form, JSON.stringify(text));
  }
  t.end();
});
