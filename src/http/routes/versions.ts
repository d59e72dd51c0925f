import { basename } from 'node:path';
import multipart from '@fastify/multipart';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { FastifyRequest } from 'fastify';
import {
  DEFAULT_EXPANSION,
  EXPANSIONS,
  CHOICE_WORDS,
  ONTOLOGY_NAME,
  readChoice,
  SOURCE_FORMATS,
  VERSION_NAME,
  type ChoiceName,
} from '../../ontology/index.js';
import type { Config } from '../../config.js';
import type { App, AppDependencies } from '../dependencies.js';
import { anyFile, madeUp } from '../example-notes.js';
import { importPath } from '../import-path.js';
import { checkedBody } from '../checked-body.js';
import { accept, acceptedJob } from '../job-answer.js';
import { dataFolders } from '../../store/index.js';
import { documentedForm, listOf, oneOf, ref } from '../schemas/types.js';
import { receiveUpload, type Upload } from '../upload.js';
import { versionDetail } from '../schemas/examples.js';
import { VersionDetail } from '../schemas/ontology.js';
import { nameParam } from './ontologies.js';

const newName = Type.String({
  pattern: ONTOLOGY_NAME.source,
  description: 'The ontology’s name; a new one is made by its first version.',
  examples: ['mylist'],
});

const choice = (name: ChoiceName) => Type.Optional(Type.String({ description: CHOICE_WORDS[name] }));

/** What to take of a source, each as text: see `readChoice`. */
const choices = {
  level: choice('level'),
  language: choice('language'),
  below: choice('below'),
  sources: choice('sources'),
  termTypes: choice('termTypes'),
  semanticTypes: choice('semanticTypes'),
  suppressed: choice('suppressed'),
  columns: choice('columns'),
  sheet: choice('sheet'),
};

const options = {
  version: Type.Optional(
    Type.String({
      pattern: VERSION_NAME.source,
      description:
        'The edition’s name; without it that of the release, where the source tells it, else versions are counted: 1, 2, 3.',
    }),
  ),
  format: Type.Optional(
    oneOf(SOURCE_FORMATS, { description: 'Found by the file’s name and content where absent.' }),
  ),
  expansion: Type.Optional(
    oneOf(EXPANSIONS, {
      description:
        'Which names terms get that the starter vocabulary knows: `all`, its clinical `synonyms` without lay ' +
        'phrases, or `none`; how often a concept is reported it lends whatever is chosen. With `near` it lends all, ' +
        'and a concept of the starter that no term has as a name lends its names, at a discount, to the term that lies nearest. ' +
        'Where absent: as the version has it that answers, else the last one; for a new ontology ' +
        `\`${DEFAULT_EXPANSION}\`, or \`all\` where its names are in a language that the encoder does not know.`,
    }),
  ),
  activate: Type.Boolean({
    default: false,
    description: 'Whether the version answers as soon as it is built.',
  }),
  ...choices,
};
/** A list to try the service with, as it is uploaded. */
const exampleForm = { file: 'id,name\nT001,Insomnia\nT002,Dry mouth\n', version: '1', activate: true };

const Options = Type.Object(options, { additionalProperties: false });

// In the form alone: what stands in an address is logged.
const formOptions = {
  ...options,
  password: Type.Optional(
    Type.String({ minLength: 1, description: 'Opens a protected zip archive; it is kept nowhere.' }),
  ),
};
const FormOptions = Type.Object(formOptions, { additionalProperties: false });

/** In place of a form: the options are checked as those of a form are. */
const ImportBody = Type.Intersect([
  Type.Object({ path: Type.String({ minLength: 1 }) }),
  Type.Record(Type.String(), Type.Union([Type.String(), Type.Boolean(), Type.Number()])),
]);

/** `/v1/ontologies/:name/versions`: brings an ontology or a new edition of one, lists and removes them. */
export function versionRoutes(app: App, { config, ontologies, jobs }: AppDependencies): void {
  app.register(async (scope: App) => {
    await scope.register(multipart);
    scope.post(
      '/v1/ontologies/:name/versions',
      {
        config: {
          role: 'admin',
          unlimitedTime: true,
          problems: ['invalid_json', 'import_refused', 'disk_full'],
          exampleNote: anyFile(exampleForm.file),
        },
        schema: {
          operationId: 'addVersion',
          tags: ['Ontologies'],
          summary: 'Bring an ontology, or a new version of one',
          description:
            'The file is a table (CSV, TSV or Excel workbook) with a header, JSONL, OBO or OBO Graphs JSON, with at ' +
            'least an id and a name for each term, or a release of MedDRA (MedAscii), SNOMED CT (RF2 snapshot) or ' +
            'UMLS (RRF) as zip or tar.gz, and at most `ADE_MAX_UPLOAD_BYTES` long. A version without a name is called by its release, where the source tells it. Options stand in the form or in the query. The same content again under ' +
            'the same name changes nothing.',
          params: Type.Object({ name: newName }),
          querystring: Type.Partial(Options),
          // Documented only: the form is read as it comes, and its options are checked by the handler.
          body: {
            content: {
              'multipart/form-data': {
                schema: documentedForm(
                  {
                    file: { type: 'string', format: 'binary', description: 'The ontology’s file.' },
                    ...formOptions,
                  },
                  exampleForm,
                ),
              },
              'application/json': {
                schema: Type.Unknown({
                  type: 'object',
                  required: ['path'],
                  properties: {
                    path: { type: 'string', description: 'File or folder below `ADE_IMPORT_DIR`.' },
                    ...formOptions,
                  },
                  examples: [{ path: 'terms.csv', version: '1', activate: true }],
                }),
              },
            },
          },
          response: acceptedJob,
        },
      },
      async (request, reply) => {
        const source = await receiveSource(request, config);
        try {
          const given = readOptions({ ...request.query, ...source.fields });
          const { version, format, expansion, activate, password } = given;
          const addition = {
            ...{ activate, choice: readChoice(given) },
            ...(expansion === undefined ? {} : { expansion }),
            ...(version === undefined ? {} : { version }),
            ...(format === undefined ? {} : { format }),
            ...(password === undefined ? {} : { password }),
            ontology: request.params.name,
            path: source.path,
            fileName: source.fileName,
            actor: request.caller,
          };
          const job = await jobs.submit(
            'ontology.add',
            (context) => ontologies.add(addition, context),
            source.discard,
          );
          return accept(reply, job);
        } catch (error) {
          await source.discard();
          throw error;
        }
      },
    );
  });

  app.get(
    '/v1/ontologies/:name/versions',
    {
      config: { role: 'read', problems: ['ontology_not_found'] },
      schema: {
        operationId: 'listVersions',
        tags: ['Ontologies'],
        summary: 'List the versions, with what was read and what they take on disk',
        params: Type.Object({ name: nameParam }),
        response: {
          200: Type.Object(
            { versions: listOf(ref(VersionDetail)) },
            { description: 'All versions.', examples: [{ versions: [versionDetail] }] },
          ),
        },
      },
    },
    async (request) => ({ versions: await ontologies.versions(request.params.name) }),
  );

  app.delete(
    '/v1/ontologies/:name/versions/:version',
    {
      config: {
        role: 'admin',
        problems: ['ontology_not_found', 'version_not_found', 'version_active'],
        exampleNote: madeUp('`POST /v1/ontologies/{name}/versions`'),
      },
      schema: {
        operationId: 'removeVersion',
        tags: ['Ontologies'],
        summary: 'Remove a version that does not answer',
        description: 'Its files go, and what was built of it; what it did stays in the audit trail.',
        params: Type.Object({
          name: nameParam,
          version: Type.String({ description: 'A registered version.', examples: ['27.1'] }),
        }),
        response: { 204: Type.Null({ description: 'It is gone.' }) },
      },
    },
    async (request, reply) => {
      const { name: ontology, version } = request.params;
      await ontologies.remove({ ontology, version, actor: request.caller });
      return reply.code(204).send(null);
    },
  );
}

/** A form with a file, or a body that names a path below the import folder. */
async function receiveSource(request: FastifyRequest, config: Config): Promise<Upload> {
  if (request.isMultipart()) {
    const { uploads } = dataFolders(config.dataDir);
    return receiveUpload(request, uploads, config.maxUploadBytes, 'the ontology’s file');
  }
  const { path, ...rest } = checkedBody(ImportBody, request.body);
  const fields = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
  const found = await importPath(config.importDir, path);
  return { path: found, fileName: basename(path), fields, discard: () => Promise.resolve() };
}

function readOptions(given: object): Static<typeof FormOptions> {
  return checkedBody(FormOptions, Value.Default(FormOptions, Value.Convert(FormOptions, given)));
}
