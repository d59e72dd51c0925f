import { type Command } from 'commander';
import type { AnnotateFlags } from '../annotate-options.js';
import { checkInput, type InputWords } from '../input-check.js';
import { EXIT_CODES, examples, share, wholeNumber, withSharedOptions } from '../options.js';
import { withSession } from '../session.js';
import { annotateFile } from './annotate-file.js';
import { annotateTexts } from './annotate-texts.js';
import { includes } from './normalize.js';

/** A lone argument of such a name is a file, not a post. */
const FILE_NAME = /\.(?:csv|tsv|jsonl|ndjson)$/i;

const WORDS: InputWords = { texts: 'posts', one: 'a post', verb: 'annotate', file: 'a file' };

/** `annotate`: texts, standard input or a file. */
export function addAnnotateCommand(program: Command): void {
  const annotate = program
    .command('annotate')
    .description('find the adverse events that posts tell of, and the concepts that these mean')
    .argument(
      '[post...]',
      'posts, or one .csv, .tsv or .jsonl file; without any, standard input is read, a post a line',
    )
    .option(
      '--ontology <name>',
      'the ontology to find concepts in (default: ADE_DEFAULT_ONTOLOGY, else starter)',
    )
    .option('--version <version>', 'answer only if this version of it is active')
    .option(
      '--threshold <p>',
      'probability from which a post counts as adverse (default: the model’s own)',
      share,
    )
    .option('--min-probability <p>', 'leave out events below this probability, 0 to 1', share)
    .option('--only-adverse', 'look for events only in posts that report an adverse event')
    .option('--top-k <n>', 'candidates for each event (default: 1; with --json 5)', wholeNumber(1, 50))
    .option('--min-similarity <s>', 'leave out candidates below this similarity, 0 to 1', share)
    .option(
      '--include <list>',
      'what --json shows besides: hierarchy, definition, names (separated by commas)',
      includes,
    )
    .optionsGroup('Files:')
    .option('--file <file>', 'read posts from a .csv, .tsv or .jsonl file; the same as its bare name')
    .option('--column <name>', 'its column with the posts (default: text, or the only one)')
    .option('--id-column <name>', 'its column with ids (default: the number of the row)')
    .option('--out <file>', 'write the events to this file, a row each (.csv, .tsv, .jsonl)')
    .option('--force', 'replace --out where it exists')
    .action(async (posts: string[], _options: object, command: Command) => {
      const flags = command.optsWithGlobals<AnnotateFlags>();
      const [first] = posts;
      const named = posts.length === 1 && first !== undefined && FILE_NAME.test(first) ? first : undefined;
      const file = flags.file ?? named;
      const given = { ...flags, ...(file === undefined ? {} : { file }) };
      checkInput(named === undefined ? posts : [], given, WORDS);
      await withSession(flags, (session) =>
        file === undefined ? annotateTexts(session, posts, flags) : annotateFile(session, file, flags),
      );
    });
  withSharedOptions(annotate).addHelpText(
    'after',
    `
Marks say what a post tells of an event: reported, negated, hypothetical, indication (what the medicine is
taken for), other (somebody else’s). Only a reported event is ever decided auto. With --out each row is an
event: post (number of its row), id, adverse_event, adverse_probability, start, end (UTF-16 code units),
code_point_start, code_point_end, text, type, probability, mark, cue, decision, concept_id, concept_name,
confidence, similarity, error. A post that reports an adverse event of which no words were found has a row
without one; other posts without events have none. Cells that a spreadsheet would run as a formula get an
apostrophe.
${examples(
  ['ade-normalizer annotate "three weeks on this and I get the worst headaches"', 'One post'],
  ['ade-normalizer annotate posts.csv --column text --out events.csv', 'The events of a file of posts'],
  [
    'ade-normalizer annotate posts.jsonl --only-adverse --json | jq ".events[].text"',
    'Only of posts that report an adverse event',
  ],
  ['cut -f2 posts.tsv | ade-normalizer annotate --json', 'Lines in, JSON lines out'],
)}
${EXIT_CODES}`,
  );
}
