import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kind, KindGuard, Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError } from './errors.js';
import { unknownVariables } from './unknown-variables.js';

/** The folder that holds package.json, whether this file runs from `src/` or from `dist/`. */
export const PACKAGE_ROOT = fileURLToPath(new URL('..', import.meta.url));

const MiB = 1024 * 1024;

const integer = (standard: number, minimum: number, maximum: number, description: string) =>
  Type.Integer({ default: standard, minimum, maximum, description });
const choice = <const T extends readonly string[]>(values: T, standard: T[number], description: string) =>
  Type.Union(
    values.map((value) => Type.Literal<T[number]>(value)),
    { default: standard, description },
  );
const flag = (standard: boolean, description: string) => Type.Boolean({ default: standard, description });
/** A path; `shown` is the default as people read it, `standard` the folder it means here. */
const path = (standard: string, shown: string, description: string) =>
  Type.String({ default: standard, shown, path: true, description });

/** Every setting with its default, what it may be and what it does: the single source of parser and docs. */
export const SettingsSchema = Type.Object({
  host: Type.String({
    default: '127.0.0.1',
    description: 'Address to listen on; `0.0.0.0` and `::` are public.',
  }),
  port: integer(8080, 0, 65535, 'Port to listen on; 0 takes any free one.'),
  dataDir: path(resolve('data'), './data', 'Folder for the database, artefacts and uploads.'),
  importDir: path(
    '',
    '',
    'Folder on the server from which admins may bring ontologies by path, without uploading them.',
  ),
  encoderDir: path(
    resolve(PACKAGE_ROOT, 'models/ade-minilm'),
    'models/ade-minilm of the package',
    'Folder of the encoder (`manifest.json`, `model.onnx`, `tokenizer.json`).',
  ),
  classifyDir: path(
    resolve(PACKAGE_ROOT, 'models/ade-classify'),
    'models/ade-classify of the package',
    'Folder of the classifier of posts.',
  ),
  extractDir: path(
    resolve(PACKAGE_ROOT, 'models/ade-extract'),
    'models/ade-extract of the package',
    'Folder of the extractor of events from posts.',
  ),
  posts: choice(
    ['lazy', 'start', 'off'],
    'lazy',
    'When the models of posts are loaded: by the first request that needs them, at the start (`/readyz` waits for it), or never.',
  ),
  starterDir: path(
    resolve(PACKAGE_ROOT, 'ontologies/starter'),
    'ontologies/starter of the package',
    'Folder of the starter vocabulary.',
  ),
  defaultOntology: Type.String({
    default: 'starter',
    minLength: 1,
    description: 'Ontology of requests that name none.',
  }),
  workers: Type.Integer({
    default: Math.min(16, availableParallelism()),
    shown: 'number of CPUs, at most 16',
    minimum: 1,
    maximum: 16,
    description: 'Threads that run the models.',
  }),
  maxMentions: integer(1000, 1, 100_000, 'Mentions in one request to `/v1/normalize`.'),
  maxMentionChars: integer(1000, 1, 100_000, 'Length of one mention, in UTF-16 code units.'),
  maxTexts: integer(
    256,
    1,
    100_000,
    'Posts in one request to `/v1/classify`, `/v1/extract` or `/v1/annotate`.',
  ),
  maxTextChars: integer(10_000, 1, 1_000_000, 'Length of one post, in UTF-16 code units.'),
  maxBodyBytes: integer(
    2 * MiB,
    1024,
    1024 * MiB,
    'Size of a request’s body; streams and uploads have limits of their own.',
  ),
  maxUploadBytes: integer(
    1024 * MiB,
    1024,
    64 * 1024 * MiB,
    'Size of an uploaded file: ontology, gold set, coded list.',
  ),
  maxLineBytes: integer(64 * 1024, 256, 16 * MiB, 'Length of one line of a stream, in bytes.'),
  maxQueue: integer(4096, 1, 1_000_000, 'Texts that may wait for the models; beyond it requests get a 503.'),
  maxNames: integer(2_000_000, 1, 100_000_000, 'Names that one ontology version may have.'),
  requestTimeoutMs: integer(
    30_000,
    100,
    3_600_000,
    'Longest time for an answer, in milliseconds; streams, uploads and job events have none.',
  ),
  shutdownTimeoutMs: integer(15_000, 0, 600_000, 'Longest time for a graceful stop, in milliseconds.'),
  cacheEntries: integer(
    20_000,
    0,
    10_000_000,
    'Embeddings of recent mentions that are kept in memory; 0 keeps none.',
  ),
  batchTokens: integer(1024, 16, 65_536, 'Tokens in one encoder batch, padding included.'),
  batchRows: integer(32, 1, 1024, 'Texts in one encoder batch.'),
  index: choice(
    ['auto', 'exact', 'hnsw'],
    'auto',
    'How names are searched; `auto` chooses by `ADE_HNSW_ABOVE`.',
  ),
  hnswAbove: integer(
    250_000,
    0,
    100_000_000,
    'Names above which `ADE_INDEX=auto` searches a graph instead of all names.',
  ),
  rateLimit: Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 0, maximum: 10_000_000 })], {
    default: 'auto',
    description:
      'Requests a minute for each key (for each address where keys are off); 0 is no limit, `auto` is 6000 where keys are needed, else no limit.',
  }),
  corsOrigins: Type.Array(Type.String(), {
    default: [],
    description: 'Origins whose pages may call the service, separated by commas; empty allows none, `*` all.',
  }),
  auth: choice(
    ['auto', 'on', 'off'],
    'auto',
    'Whether API keys are needed; `auto` needs them where keys are given or the address is public.',
  ),
  apiKeys: Type.String({
    default: '',
    secret: true,
    description: 'The keys, lines of `name role sha256:<hex>` (`ade-normalizer keys new` prints one).',
  }),
  apiKeysFile: path('', '', 'File with the lines of `ADE_API_KEYS`; use one of the two.'),
  logLevel: choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'Least severe log line that is written.',
  ),
  logMentions: flag(
    false,
    'Whether the log may hold mention texts and search words; they may identify a person.',
  ),
  shadowText: flag(
    false,
    'Whether a shadow version may keep the texts that it answers differently; they may identify a person.',
  ),
  logPretty: choice(
    ['auto', 'on', 'off'],
    'auto',
    'Log for people instead of JSON; `auto` in a terminal only.',
  ),
  trustProxy: Type.Union([Type.Boolean(), Type.String({ allowed: 'addresses' })], {
    default: false,
    description:
      'Whether `x-forwarded-*` headers are believed: `true`, `false`, or the proxies’ addresses separated by commas.',
  }),
});

type Settings = Static<typeof SettingsSchema>;

/** Effective settings; frozen. */
export type Config = Readonly<Settings> & {
  /** What looks like a slip and was not used, for the log. */
  readonly warnings: readonly string[];
};

/** One setting for the documentation. */
export interface SettingInfo {
  readonly variable: string;
  readonly standard: string;
  readonly allowed: string;
  readonly description: string;
}

const DESCRIBED: readonly (readonly [key: string, schema: TSchema])[] = Object.entries(
  SettingsSchema.properties,
);

/** `maxMentions` -> `ADE_MAX_MENTIONS`. */
export function variableOf(key: string): string {
  return `ADE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** All settings, in the order of the schema. */
export function describeSettings(): readonly SettingInfo[] {
  return DESCRIBED.map(([key, schema]) => ({
    variable: variableOf(key),
    standard: String(schema['shown'] ?? schema['default']),
    allowed: allowedBy(schema),
    description: schema.description ?? '',
  }));
}

/**
 * Reads the settings from environment variables; an empty variable counts as not set.
 * @throws AppError `config_invalid`, naming every variable that is wrong and what it may be
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const settings: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, schema] of DESCRIBED) {
    const text = env[variableOf(key)]?.trim() ?? '';
    const value: unknown = text === '' ? schema['default'] : parse(schema, text);
    if (value === undefined) {
      const given = schema['secret'] === true ? '' : `“${text}”, `;
      problems.push(`${variableOf(key)} is ${given}but must be ${allowedBy(schema)}.`);
    }
    settings[key] = Object.freeze(value);
  }
  if (settings['apiKeys'] !== '' && settings['apiKeysFile'] !== '') {
    problems.push('ADE_API_KEYS and ADE_API_KEYS_FILE are both set; unset one of them.');
  }
  if (problems.length > 0 || !Value.Check(SettingsSchema, settings)) {
    throw new AppError('config_invalid', problems.join(' '));
  }
  return Object.freeze({
    ...settings,
    warnings: Object.freeze(
      unknownVariables(
        env,
        DESCRIBED.map(([key]) => variableOf(key)),
      ),
    ),
  });
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host);
}

/** Whether a request needs an API key. */
export function authRequired(config: Config): boolean {
  if (config.auth !== 'auto') return config.auth === 'on';
  return hasKeys(config) || !isLoopback(config.host);
}

/** Requests a minute for each key; 0 is no limit. */
export function effectiveRateLimit(config: Config): number {
  if (config.rateLimit !== 'auto') return config.rateLimit;
  return authRequired(config) ? 6000 : 0;
}

const LIMITS = [
  'maxMentions',
  'maxMentionChars',
  'maxTexts',
  'maxTextChars',
  'maxBodyBytes',
  'maxUploadBytes',
  'maxLineBytes',
  'maxQueue',
  'maxNames',
  'requestTimeoutMs',
  'shutdownTimeoutMs',
  'batchTokens',
  'batchRows',
] as const satisfies readonly (keyof Settings)[];

/** The limits in effect, by the variable that sets each. */
export function describeLimits(config: Config): Readonly<Record<string, number>> {
  return {
    ...Object.fromEntries(LIMITS.map((key) => [variableOf(key), config[key]])),
    ADE_RATE_LIMIT: effectiveRateLimit(config),
  };
}

/**
 * Refuses to start a service that needs keys and has none.
 * @throws AppError `config_invalid`
 */
export function checkBind(config: Config): void {
  if (!authRequired(config) || hasKeys(config)) return;
  const reason =
    config.auth === 'on' ? 'ADE_AUTH is on' : `ADE_HOST is ${config.host}, which other machines can reach`;
  throw new AppError(
    'config_invalid',
    `${reason}, but no API keys are given. Make a key with “ade-normalizer keys new --role admin”, put its line ` +
      'into a file and name the file in ADE_API_KEYS_FILE; or set ADE_AUTH=off if something else guards the service.',
  );
}

function hasKeys(config: Config): boolean {
  return config.apiKeys !== '' || config.apiKeysFile !== '';
}

/** @returns undefined where the text is not what the schema allows */
function parse(schema: TSchema, text: string): unknown {
  switch (schema[Kind]) {
    case 'Integer':
      // Plain digits only: "1e3", "0x10" and "1_000" are more likely slips than numbers.
      return /^\d{1,15}$/.test(text) && Value.Check(schema, Number(text)) ? Number(text) : undefined;
    case 'Boolean':
      return { true: true, false: false, on: true, off: false, '1': true, '0': false }[text.toLowerCase()];
    case 'Array':
      return text.split(',').flatMap((item) => item.trim() || []);
    case 'Union':
      return membersOf(schema)
        .map((member) => parse(member, text))
        .find((value) => value !== undefined);
    default: {
      const value = schema['path'] === true ? resolve(text) : text;
      return Value.Check(schema, value) ? value : undefined;
    }
  }
}

function allowedBy(schema: TSchema): string {
  switch (schema[Kind]) {
    case 'Integer':
      return `a whole number from ${String(schema['minimum'])} to ${String(schema['maximum'])}`;
    case 'Boolean':
      return 'true or false';
    case 'Array':
      return 'a list separated by commas';
    case 'Union':
      return membersOf(schema)
        .map(allowedBy)
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1');
    case 'Literal':
      return String(schema['const']);
    default:
      return String(schema['allowed'] ?? (schema['path'] === true ? 'a path' : 'text'));
  }
}

function membersOf(schema: TSchema): readonly TSchema[] {
  return KindGuard.IsUnion(schema) ? schema.anyOf : [];
}
