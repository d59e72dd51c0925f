import { readFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { cleanMention } from '#src/text/index.js';

const Fixture = Type.Object({
  cases: Type.Array(Type.Object({ why: Type.String(), text: Type.String(), cleaned: Type.String() })),
});
const file = new URL('../fixtures/posts/cleaning.json', import.meta.url);

// What the classifier was trained on is cleaned by Python (models/training/ade_training/classify_clean.py), which
// reads the same file.
t.test('posts are cleaned as in training', (t) => {
  const { cases } = Value.Parse(Fixture, JSON.parse(readFileSync(file, 'utf8')));
  t.ok(cases.length >= 28);
  for (const { why, text, cleaned } of cases) t.equal(cleanMention(text), cleaned, why);
  t.end();
});
