import multipart from '@fastify/multipart';
import { Type } from '@sinclair/typebox';
import {
  COLUMN_HINT,
  GOLD_COLUMNS,
  GOLD_FORMATS,
  type ChosenGoldColumns,
  type GoldSet as KeptGoldSet,
} from '../../evaluation/index.js';
import { messageOf } from '../../errors.js';
import { dataFolders } from '../../store/index.js';
import { checkedBody } from '../checked-body.js';
import type { App, AppDependencies } from '../dependencies.js';
import { after, anyFile, madeUp } from '../example-notes.js';
import { InvalidRequest } from '../plugins/problems.js';
import { goldSetForm, goldSetSummary } from '../schemas/evaluation-examples.js';
import { GoldSet, GoldSetSummary } from '../schemas/gold-set.js';
import { documentedForm, listOf, oneOf, ref } from '../schemas/types.js';
import { receiveUpload } from '../upload.js';

const tags = ['Evaluations'];

const fields = {
  name: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'By the file’s name where absent.' }),
  ),
  format: Type.Optional(
    oneOf(GOLD_FORMATS, { description: 'Found by the file’s name and content where absent.' }),
  ),
  columns: Type.Optional(
    Type.String({
      description:
        'Which column (or JSON member) is which, where that is not to be guessed: a JSON object with some of ' +
        `${GOLD_COLUMNS.join(', ')}, such as \`{"mention": "Post", "goldId": "SCTID"}\`.`,
    }),
  ),
  sheet: Type.Optional(
    Type.String({ minLength: 1, description: 'Sheet of a workbook; the first with any cells where absent.' }),
  ),
  types: Type.Optional(
    Type.String({
      description:
        'Types of annotations that count (brat, PubTator, PsyTAR), with commas between them; those that look like adverse ' +
        'events where absent.',
    }),
  ),
};
const Fields = Type.Object(fields, { additionalProperties: false });
const Columns = Type.Unsafe<ChosenGoldColumns>(Type.Record(Type.String(), Type.String({ minLength: 1 })));

const idParam = (example: string) =>
  Type.Object({
    id: Type.String({
      description: 'The gold set’s id, as it was answered when it was brought.',
      examples: [example],
    }),
  });

const answer = (description: string) => ({
  ...ref(GoldSet),
  description,
  headers: { location: { type: 'string', description: '/v1/gold-sets/{id}' } },
});

/** `/v1/gold-sets...`: mentions with their right concepts, to measure versions on. */
export function goldSetRoutes(app: App, dependencies: AppDependencies): void {
  app.register(async (scope: App) => {
    await scope.register(multipart);
    addRoute(scope, dependencies);
  });
  shelfRoutes(app, dependencies);
}

function addRoute(app: App, { config, goldSets }: AppDependencies): void {
  app.post(
    '/v1/gold-sets',
    {
      config: {
        role: 'admin',
        unlimitedTime: true,
        problems: ['gold_set_invalid', 'disk_full'],
        exampleNote: anyFile(goldSetForm.file),
      },
      schema: {
        operationId: 'addGoldSet',
        tags,
        summary: 'Bring a gold set: mentions with their right concepts',
        description:
          'A table (CSV, TSV or Excel workbook), JSONL, brat, PubTator, TAC 2017 (XML or JSON) or PsyTAR; one file, or several as ' +
          `zip or tar.gz, at most \`ADE_MAX_UPLOAD_BYTES\` long. ${COLUMN_HINT} A split, fold, group and weight are ` +
          'read too, and so are the texts that mentions stand in (`documentText`), to measure posts on. Between right ' +
          'concepts of which one is enough stands `|`; `none` stands for nothing. **Read the answer’s `report`:** it says what was skipped and what is doubtful. Texts stay on this service.',
        consumes: ['multipart/form-data'],
        body: documentedForm(
          { file: { type: 'string', format: 'binary', description: 'The gold set’s file.' }, ...fields },
          goldSetForm,
        ),
        response: {
          201: answer('It is kept.'),
          200: answer(
            'The same rows were there already: id, name and maker are theirs, the report is of what was read now.',
          ),
        },
      },
    },
    async (request, reply) => {
      const { uploads } = dataFolders(config.dataDir);
      const form = await receiveUpload(request, uploads, config.maxUploadBytes, 'the gold set’s file');
      try {
        const { path, fileName } = form;
        const asked = { path, fileName, actor: request.caller, ...optionsIn(form.fields) };
        const { goldSet, isNew } = await goldSets.add(asked, { signal: request.cancelSignal });
        void reply.header('location', `/v1/gold-sets/${goldSet.id}`);
        return await reply.code(isNew ? 201 : 200).send(goldSet);
      } finally {
        await form.discard();
      }
    },
  );
}

function shelfRoutes(app: App, { goldSets }: AppDependencies): void {
  app.get(
    '/v1/gold-sets',
    {
      config: { role: 'read' },
      schema: {
        operationId: 'listGoldSets',
        tags,
        summary: 'List the gold sets',
        response: {
          200: Type.Object(
            { goldSets: listOf(ref(GoldSetSummary)) },
            { description: 'All gold sets, the newest first.', examples: [{ goldSets: [goldSetSummary] }] },
          ),
        },
      },
    },
    async () => ({ goldSets: (await goldSets.list()).map(inShort) }),
  );

  app.get(
    '/v1/gold-sets/:id',
    {
      config: { role: 'read', problems: ['gold_set_not_found'], exampleNote: after('POST /v1/gold-sets') },
      schema: {
        operationId: 'getGoldSet',
        tags,
        summary: 'Show a gold set, with what was read of its file',
        params: idParam(goldSetSummary.id),
        response: { 200: { ...ref(GoldSet), description: 'The gold set.' } },
      },
    },
    (request) => goldSets.get(request.params.id),
  );

  app.delete(
    '/v1/gold-sets/:id',
    {
      config: {
        role: 'admin',
        problems: ['gold_set_not_found'],
        exampleNote: madeUp('`POST /v1/gold-sets`'),
      },
      schema: {
        operationId: 'removeGoldSet',
        tags,
        summary: 'Remove a gold set',
        description: 'Its runs stay, and with them what people wrote: remove these too where that has to go.',
        params: idParam('0123456789abcdef'),
        response: { 204: Type.Null({ description: 'It is gone.' }) },
      },
    },
    async (request, reply) => {
      await goldSets.remove(request.params.id, request.caller);
      return reply.code(204).send(null);
    },
  );
}

function inShort({ id, name, sha256, rows, splits, createdAt, createdBy }: KeptGoldSet) {
  return { id, name, sha256, rows, splits, createdAt, createdBy };
}

/** What a form says of its file. @throws InvalidRequest naming each field that does not fit */
function optionsIn(given: Readonly<Record<string, string>>) {
  const { columns, types, ...rest } = checkedBody(Fields, given);
  const named = types?.split(',').flatMap((type) => type.trim() || []) ?? [];
  return {
    ...rest,
    ...(columns === undefined ? {} : { columns: columnsIn(columns) }),
    ...(named.length === 0 ? {} : { types: named }),
  };
}

function columnsIn(text: string): ChosenGoldColumns {
  const columns = checkedBody(Type.Object({ columns: Columns }), { columns: parsed(text) }).columns;
  const known: readonly string[] = GOLD_COLUMNS;
  const strange = Object.keys(columns).filter((name) => !known.includes(name));
  if (strange.length > 0)
    throw new InvalidRequest(
      strange.map((name) => ({
        ...{ in: 'body', path: `/columns/${name}` },
        message: `is not known; what a column can be: ${GOLD_COLUMNS.join(', ')}`,
      })),
    );
  return columns;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `must be a JSON object such as {"mention": "Post", "goldId": "SCTID"} (${messageOf(error)})`;
    throw new InvalidRequest([{ in: 'body', path: '/columns', message }]);
  }
}
