import multipart from '@fastify/multipart';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import {
  CHOICE_WORDS,
  ONTOLOGY_NAME,
  readChoice,
  SOURCE_FORMATS,
  VERSION_NAME,
  type ChoiceName,
} from '../../ontology/index.js';
import type { App, AppDependencies } from '../dependencies.js';
import { accept, acceptedJob } from '../job-answer.js';
import { InvalidRequest } from '../plugins/problems.js';
import { explainErrors } from '../plugins/validation.js';
import { dataFolders } from '../../store/index.js';
import { oneOf } from '../schemas/types.js';
import { receiveUpload } from '../upload.js';

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
      description: 'The edition’s name; without it, versions are counted: 1, 2, 3.',
    }),
  ),
  format: Type.Optional(
    oneOf(SOURCE_FORMATS, { description: 'Found by the file’s name and content where absent.' }),
  ),
  expansion: Type.Boolean({
    default: true,
    description: 'Whether terms get the names that the starter vocabulary has for them.',
  }),
  activate: Type.Boolean({
    default: false,
    description: 'Whether the version answers as soon as it is built.',
  }),
  ...choices,
};
const Options = Type.Object(options, { additionalProperties: false });

// In the form alone: what stands in an address is logged.
const formOptions = {
  ...options,
  password: Type.Optional(
    Type.String({ minLength: 1, description: 'Opens a protected zip archive; it is kept nowhere.' }),
  ),
};
const FormOptions = Type.Object(formOptions, { additionalProperties: false });

/** `POST /v1/ontologies/:name/versions`: brings an ontology, or a new edition of one. */
export function versionRoutes(app: App, { config, ontologies, jobs }: AppDependencies): void {
  app.register(async (scope: App) => {
    await scope.register(multipart);
    scope.post(
      '/v1/ontologies/:name/versions',
      {
        config: {
          role: 'admin',
          unlimitedTime: true,
          problems: ['disk_full'],
        },
        schema: {
          operationId: 'addVersion',
          tags: ['Ontologies'],
          summary: 'Bring an ontology, or a new version of one',
          description:
            'The file is a CSV with a header, JSONL, OBO or OBO Graphs JSON, with at least an id and a name for ' +
            'each term, or a MedDRA distribution (MedAscii) as zip or tar.gz, and at most ' +
            '`ADE_MAX_UPLOAD_BYTES` long. A version without a name is called by its release, where the source tells it. Options stand in the form or in the query. The same content again under ' +
            'the same name changes nothing.',
          consumes: ['multipart/form-data'],
          params: Type.Object({ name: newName }),
          querystring: Type.Partial(Options),
          // Documented only: the form is read as it comes, and its options are checked by the handler.
          body: Type.Unknown({
            type: 'object',
            required: ['file'],
            properties: {
              file: { type: 'string', format: 'binary', description: 'The ontology’s file.' },
              ...formOptions,
            },
            examples: [{ file: 'id,name\nT001,Insomnia\nT002,Dry mouth\n', version: '1', activate: true }],
          }),
          response: acceptedJob,
        },
      },
      async (request, reply) => {
        const folder = dataFolders(config.dataDir).uploads;
        const { path, fileName, fields, discard } = await receiveUpload(
          request,
          folder,
          config.maxUploadBytes,
        );
        try {
          const given = readOptions({ ...request.query, ...fields });
          const { version, format, expansion, activate, password } = given;
          const addition = {
            ...{ expansion, activate, choice: readChoice(given) },
            ...(version === undefined ? {} : { version }),
            ...(format === undefined ? {} : { format }),
            ...(password === undefined ? {} : { password }),
            ontology: request.params.name,
            path,
            fileName,
            actor: request.caller,
          };
          const job = await jobs.submit(
            'ontology.add',
            (context) => ontologies.add(addition, context),
            discard,
          );
          return accept(reply, job);
        } catch (error) {
          await discard();
          throw error;
        }
      },
    );
  });
}

function readOptions(given: object): Static<typeof FormOptions> {
  const value = Value.Default(FormOptions, Value.Convert(FormOptions, given));
  if (Value.Check(FormOptions, value)) return value;
  const errors = explainErrors(Value.Errors(FormOptions, value));
  throw new InvalidRequest(errors.map((error) => ({ in: 'body', ...error })));
}
