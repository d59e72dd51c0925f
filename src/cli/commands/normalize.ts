import { InvalidArgumentError, Option, type Command } from 'commander';
import { STRATEGIES } from '../../learners/index.js';
import type { Include } from '../../normalize/index.js';
import { checkInput, type InputWords } from '../input-check.js';
import { EXIT_CODES, examples, share, wholeNumber, withSharedOptions } from '../options.js';
import type { NormalizeFlags } from '../normalize-options.js';
import { withSession } from '../session.js';
import { normalizeFile } from './normalize-file.js';
import { normalizeTexts } from './normalize-texts.js';

const INCLUDES = ['hierarchy', 'definition', 'names'] as const;

const WORDS: InputWords = { texts: 'texts', one: 'a text', verb: 'normalize', file: '--file' };

/** `normalize`: texts, standard input or a file. */
export function addNormalizeCommand(program: Command): void {
  const normalize = program
    .command('normalize')
    .description('find the concepts that mentions mean, with a decision for each')
    .argument('[text...]', 'mentions; without any, standard input is read, a mention a line')
    .option(
      '--ontology <name>',
      'the ontology to find concepts in (default: ADE_DEFAULT_ONTOLOGY, else starter)',
    )
    .option('--version <version>', 'answer only if this version of it is active')
    .option('--top-k <n>', 'candidates for each mention (default: 1; with --json 5)', wholeNumber(1, 50))
    .option('--min-similarity <s>', 'leave out candidates below this similarity, 0 to 1', share)
    .option(
      '--include <list>',
      'what --json shows besides: hierarchy, definition, names (separated by commas)',
      includes,
    )
    .addOption(
      new Option(
        '--strategy <name>',
        'how concepts are ranked; all but dense need a learner (default: auto, as the learner does best)',
      ).choices([...STRATEGIES, 'auto']),
    )
    .optionsGroup('Files:')
    .option('--file <file>', 'read mentions from a .csv, .tsv or .jsonl file')
    .option('--column <name>', 'its column with the mentions (default: text, or the only one)')
    .option('--id-column <name>', 'its column with ids, for --json')
    .option('--out <file>', 'write the file with the concepts as further columns (.csv, .tsv, .jsonl)')
    .option('--prefix <text>', 'put this before the names of the new columns')
    .option('--force', 'replace --out where it exists')
    .action(async (texts: string[], _options: object, command: Command) => {
      const flags = command.optsWithGlobals<NormalizeFlags>();
      checkInput(texts, flags, WORDS);
      await withSession(flags, (session) =>
        flags.file === undefined
          ? normalizeTexts(session, texts, flags)
          : normalizeFile(session, flags.file, flags),
      );
    });
  withSharedOptions(normalize).addHelpText(
    'after',
    `
Decisions: auto (code it), suggest (probably right), review (a person should look), none. With --out all
columns stay and these are added: decision, concept_id, concept_name, similarity, matched_name,
matched_kind, matched_origin, source, error; and for --top-k above 1 candidate_2_id, candidate_2_name,
candidate_2_similarity and so on. Cells that a spreadsheet would run as a formula get an apostrophe.
${examples(
  ['ade-normalizer normalize "wide awake at 4am" "legs feel like lead"', 'Two mentions'],
  [
    'ade-normalizer normalize --top-k 3 -- "-5 kg in a week"',
    'Three candidates; -- before a text that begins with -',
  ],
  ['cut -f2 posts.tsv | ade-normalizer normalize --json | jq .decision', 'Lines in, JSON lines out'],
  ['ade-normalizer normalize --file mentions.csv --column text --out coded.csv', 'Code a file'],
  [
    'ade-normalizer normalize --ontology mylist --version 2 "no sleep"',
    'Only with version 2 of your own list',
  ],
)}
${EXIT_CODES}`,
  );
}

/** Parser of `--include`. */
export function includes(text: string): Include[] {
  return text.split(',').map((word) => {
    const found = INCLUDES.find((known) => known === word.trim());
    if (found) return found;
    throw new InvalidArgumentError(`It may hold ${INCLUDES.join(', ')}.`);
  });
}
