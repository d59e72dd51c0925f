import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '#src/config.js';
import { findKey, loadKeys, newKey, parseKeys, roleSuffices } from '#src/keys.js';

t.test('a new key is found by itself, and by nothing else', (t) => {
  const reader = newKey('pipeline', 'read');
  const admin = newKey('boss', 'admin');
  const keys = parseKeys(`# who may come in\n\n${reader.line}\r\n  ${admin.line}\n`, 'keys.txt');
  t.match(findKey(keys, reader.key), { name: 'pipeline', role: 'read' });
  t.match(findKey(keys, admin.key), { name: 'boss', role: 'admin' });
  t.equal(findKey(keys, `${reader.key}x`), undefined);
  t.equal(findKey(keys, ''), undefined);
  t.equal(findKey([], reader.key), undefined);
  t.notOk(reader.line.includes(reader.key), 'the line does not hold the key');
  t.not(newKey('pipeline', 'read').key, reader.key);
  t.throws(() => newKey('two words', 'read'), { code: 'config_invalid' });
  t.end();
});

t.test('a wrong line is named by its number', (t) => {
  const { line, key } = newKey('a', 'read');
  const digest = line.split(' ')[2] ?? '';
  const wrong: readonly (readonly [text: string, message: RegExp])[] = [
    [`${line}\na owner ${digest}`, /keys\.txt, line 2: the role must be read or admin/],
    [`# ok\n\nb read sha256:12`, /line 3: the third word is no SHA-256 digest/],
    [`b read ${key}`, /line 1: the third word/],
    [`b read ${digest} more`, /line 1: there is more than three words/],
    [`b! read ${digest}`, /line 1: the name/],
    [`${line}\n${line}`, /line 2: the name “a” is taken/],
    ['b', /line 1: the role/],
  ];
  for (const [text, message] of wrong) {
    t.throws(() => parseKeys(text, 'keys.txt'), { code: 'config_invalid', message });
  }
  try {
    parseKeys(`b read ${key}`, 'keys.txt');
  } catch (error) {
    t.notOk(String(error).includes(key), 'a key that was written down by mistake is not repeated');
  }
  t.end();
});

t.test('keys come from a file or from the variable', async (t) => {
  const { line } = newKey('a', 'admin');
  const file = join(t.testdir(), 'keys.txt');
  await writeFile(file, `${line}\n`);
  t.match(await loadKeys(loadConfig({ ADE_API_KEYS_FILE: file })), [{ name: 'a', role: 'admin' }]);
  t.match(await loadKeys(loadConfig({ ADE_API_KEYS: line })), [{ name: 'a' }]);
  t.strictSame(await loadKeys(loadConfig({})), []);
  t.strictSame(await loadKeys(loadConfig({ ADE_AUTH: 'off', ADE_API_KEYS: 'nonsense' })), []);
  await t.rejects(loadKeys(loadConfig({ ADE_API_KEYS_FILE: `${file}.gone` })), { message: /cannot be read/ });
  await writeFile(file, '# nobody\n');
  await t.rejects(loadKeys(loadConfig({ ADE_API_KEYS_FILE: file })), { message: /holds none/ });
});

t.test('admin may do what read may', (t) => {
  t.ok(roleSuffices('admin', 'read'));
  t.ok(roleSuffices('admin', 'admin'));
  t.ok(roleSuffices('read', 'read'));
  t.notOk(roleSuffices('read', 'admin'));
  t.end();
});
