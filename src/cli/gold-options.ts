import { InvalidArgumentError, Option, type Command } from 'commander';
import { GOLD_COLUMNS, GOLD_FORMATS, type ChosenGoldColumns, type GoldFormat } from '../evaluation/index.js';

/** How the file of a gold set is to be read, where that is not to be guessed. */
export interface GoldReading {
  readonly format?: GoldFormat;
  readonly columns?: ChosenGoldColumns;
  readonly sheet?: string;
  readonly types?: readonly string[];
}

/** Adds the options that say how to read the file of a gold set. */
export function withGoldReading(command: Command): Command {
  return command
    .optionsGroup('Reading the gold set (what is left out is found by the file’s name, header and content):')
    .addOption(new Option('--format <format>', 'its format').choices(GOLD_FORMATS))
    .option(
      '--columns <roles>',
      `which column is which, as in mention=verbatim,goldId=pt_code; the roles are ${GOLD_COLUMNS.join(', ')}`,
      goldColumns,
    )
    .option('--sheet <name>', 'workbooks: the sheet to read (default: the first with cells)')
    .option(
      '--types <list>',
      'brat, PubTator, PsyTAR: the types of annotations to take, apart by commas (default: adverse events)',
      list,
    );
}

/** The options of `withGoldReading` that were given. */
export function readingOf({ format, columns, sheet, types }: GoldReading): GoldReading {
  return {
    ...(format === undefined ? {} : { format }),
    ...(columns === undefined ? {} : { columns }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(types === undefined ? {} : { types }),
  };
}

/**
 * Parser of `role=column` pairs; the title of a column may hold commas.
 * @throws InvalidArgumentError for a role that there is not, or that is given twice
 */
export function goldColumns(text: string): ChosenGoldColumns {
  const chosen: Partial<Record<keyof ChosenGoldColumns, string>> = {};
  for (const pair of text.split(/,(?=[^,=]*=)/)) {
    const at = pair.indexOf('=');
    const [role, title] = [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
    if (at === -1 || title === '')
      throw new InvalidArgumentError(`“${pair}” is no pair such as mention=verbatim.`);
    const column = GOLD_COLUMNS.find((known) => plain(known) === plain(role));
    if (column === undefined)
      throw new InvalidArgumentError(
        `“${role}” is none of the roles ${GOLD_COLUMNS.join(', ')}; the role stands first, as in mention=verbatim.`,
      );
    if (chosen[column] !== undefined) throw new InvalidArgumentError(`${column} is given twice.`);
    chosen[column] = title;
  }
  return chosen;
}

function plain(role: string): string {
  return role.toLowerCase().replace(/[-_ ]/g, '');
}

function list(text: string): string[] {
  const entries = text.split(',').map((entry) => entry.trim());
  return entries.filter((entry) => entry !== '');
}
