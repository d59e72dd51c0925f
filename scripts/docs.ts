/**
 * Writes the documents that are made from the code: `npm run docs`. With file names as arguments, only those.
 * A test compares the committed ones with what this makes.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { stringify } from 'yaml';
import { describeSettings, loadConfig, PACKAGE_ROOT } from '../src/config.js';
import { ERROR_CODES } from '../src/errors.js';
import { buildApp, type AppDependencies } from '../src/http/app.js';
import { Metrics } from '../src/metrics.js';
import { VERSION } from '../src/version.js';

/** Each generated document: its path in the package, and what makes it. */
export const DOCUMENTS: Readonly<Record<string, () => Promise<string> | string>> = {
  'openapi.yaml': openApiDocument,
  'docs/errors.md': errorsDocument,
  'docs/settings.md': settingsDocument,
  'README.md': readme,
};

/** The document as it is committed; empty where there is none. */
export async function committed(path: string): Promise<string> {
  return readFile(join(PACKAGE_ROOT, path), 'utf8').catch(() => '');
}

async function openApiDocument(): Promise<string> {
  const app = await buildApp(inertDependencies());
  try {
    const comment = '# Made from the routes by `npm run openapi`; do not edit.\n';
    return comment + stringify(app.swagger(), { aliasDuplicateObjects: false, lineWidth: 110 });
  } finally {
    await app.close();
  }
}

/** Routes describe themselves without doing anything: whoever is asked to work here is asked by mistake. */
function inertDependencies(): AppDependencies {
  const unused = (): never => {
    throw new Error('Describing the routes must not run them.');
  };
  return {
    config: loadConfig({}),
    keys: [],
    normalizer: { normalize: unused, answer: unused },
    posts: { classify: unused, extract: unused, annotate: unused, answer: unused },
    ontologies: {
      list: unused,
      get: unused,
      versions: unused,
      add: unused,
      activate: unused,
      rollback: unused,
      concept: unused,
      searchConcepts: unused,
      remove: unused,
      open: unused,
    },
    impacts: { run: unused, list: unused, read: unused, remove: unused, preview: unused },
    goldSets: { add: unused, list: unused, get: unused, remove: unused },
    evaluations: {
      ...{
        check: unused,
        run: unused,
        list: unused,
        get: unused,
        read: unused,
        compare: unused,
        remove: unused,
        propose: unused,
      },
    },
    thresholds: { get: unused, change: unused },
    learners: {
      ...{ train: unused, list: unused, get: unused, remove: unused, active: unused, activate: unused },
    },
    overrides: { list: unused, change: unused },
    feedback: {
      ...{ add: unused, list: unused, export: unused, review: unused, remove: unused },
      ...{ agreement: unused, toCodedSet: unused, toOverrides: unused },
    },
    audit: { append: unused, page: unused, verify: unused },
    shadows: { check: unused, set: unused, get: unused, remove: unused },
    jobs: {
      submit: unused,
      submitDurable: unused,
      get: unused,
      cancel: unused,
      watch: unused,
      close: unused,
    },
    metrics: new Metrics(VERSION),
    readiness: unused,
    info: () => ({ version: VERSION, encoder: null, normalFormVersion: 1 }),
  };
}

/** The README, with its tables of settings and errors made anew between their markers. */
async function readme(): Promise<string> {
  const text = await committed('README.md');
  return between(between(text, 'settings', settingsTable()), 'errors', errorsTable());
}

function between(text: string, marker: string, lines: readonly string[]): string {
  const [start, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  if (!text.includes(start) || !text.includes(end)) throw new Error(`README.md has no ${start} … ${end}.`);
  const before = text.slice(0, text.indexOf(start) + start.length);
  return [before, '', ...lines, '', text.slice(text.indexOf(end))].join('\n');
}

function errorsTable(): readonly string[] {
  const rows = Object.entries(ERROR_CODES).map(([code, [status, meaning]]) => [
    `\`${code}\``,
    String(status),
    meaning,
  ]);
  return table(['Code', 'Status', 'What it means'], rows);
}

function errorsDocument(): string {
  return [
    '# Errors',
    '',
    'A failed request is answered with a problem document (RFC 9457, `application/problem+json`). Its `code` is one',
    'of these, keeps its meaning for good, and also ends the `type` (`urn:ade-normalizer:error:<code>`). `detail`',
    'says what is wrong with the request at hand; `requestId` finds it in the log. The error of a single mention',
    'has the same codes and stands in the mention’s place under a 200, so its status is never sent alone.',
    '',
    ...errorsTable(),
    '',
    'This page is made from `src/errors.ts` by `npm run docs`.',
    '',
  ].join('\n');
}

function settingsTable(): readonly string[] {
  const rows = describeSettings().map(({ variable, standard, allowed, description }) => [
    `\`${variable}\``,
    standard === '' ? 'empty' : standard.includes(' ') ? standard : `\`${standard}\``,
    allowed,
    description,
  ]);
  return table(['Variable', 'Default', 'Allowed', 'What it does'], rows);
}

function settingsDocument(): string {
  return [
    '# Settings',
    '',
    'Settings are environment variables. A wrong value stops the start and is named; a variable that begins with',
    '`ADE_` and is none of these gets a line in the log.',
    '',
    ...settingsTable(),
    '',
    'This page is made from `src/config.ts` by `npm run docs`.',
    '',
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const wanted = process.argv.slice(2);
  for (const [path, make] of Object.entries(DOCUMENTS)) {
    if (wanted.length > 0 && !wanted.includes(path)) continue;
    await writeFile(join(PACKAGE_ROOT, path), await make());
    console.log(`wrote ${path}`);
  }
}
