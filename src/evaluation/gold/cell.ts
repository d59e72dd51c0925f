import type { GoldAnswer, GoldConcept } from '../gold.js';

const NONE = /^(?:none|nil|null|concept[ _-]?less|no[ _-]?code|-1)$/i;
const ID_LIKE = /^(?:[a-z][a-z_]*[:_-]?)?\d+(?:\.0+)?$/i;
/** What a spreadsheet makes of a long id. */
const SHORTENED = /(?:^|[\s|/;+])(\d(?:[.,]\d+)?e\+\d+)/i;

/** Whether a value says that no concept is right. */
export function isNone(value: string): boolean {
  return value === '' || NONE.test(value);
}

/** An id as it was before a spreadsheet took it for a number: `501.0` is 501. */
export function mendedId(text: string): string {
  return text.trim().replace(/^(\d+)\.0+$/, '$1');
}

/** An id that cannot be mended, as its digits are lost; null where the cell has none. */
export function shortenedId(cell: string): string | null {
  return SHORTENED.exec(cell)?.[1] ?? null;
}

/**
 * The right answers that a pair of cells has. In the cell of ids, `|`, `/` and `or` stand between alternatives and
 * `+` joins a composite; `;` and `,` stand between alternatives where all pieces look like ids. Names are given to
 * their ids where there are as many. Without ids, `|` stands between alternative names and ` + ` joins a composite:
 * names themselves hold the other signs. `none`, `CONCEPT_LESS`, `NIL`, `-1`, and both cells empty, mean that no
 * concept is right.
 */
export function answersOf(idCell: string, nameCell: string): readonly GoldAnswer[] {
  const [ids, names] = [idCell.trim(), nameCell.trim()];
  if (ids !== '') return withNames(alternativesIn(ids), isNone(names) ? '' : names);
  return answersFrom(piecesOf(names, /\|/).map((one) => piecesOf(one, /\s\+\s/).map(named)));
}

/** Answers of some concepts each, without empty ones and doubles. */
export function answersFrom(alternatives: readonly (readonly GoldConcept[])[]): readonly GoldAnswer[] {
  const answers = new Map<string, GoldAnswer>();
  for (const [first, ...others] of alternatives) {
    if (!first) continue;
    const answer: GoldAnswer = [first, ...others];
    const key = answerKey(answer);
    if (!answers.has(key)) answers.set(key, answer);
  }
  return [...answers.values()];
}

/** The same for answers of the same concepts, in any order. */
export function answerKey(answer: GoldAnswer): string {
  return answer
    .map(({ id, name }) => (id === null ? `name ${name.toLowerCase()}` : `id ${id}`))
    .sort()
    .join('\x01');
}

function named(name: string): GoldConcept {
  return { id: null, name };
}

function alternativesIn(cell: string): readonly (readonly string[])[] {
  const listed = piecesOf(cell, /[;,]/);
  if (listed.every((piece) => ID_LIKE.test(piece))) return listed.map((piece) => [mendedId(piece)]);
  // An IRI has slashes of its own.
  return piecesOf(cell, cell.includes('://') ? /\||\sor\s/i : /[|/]|\sor\s/i).map((one) =>
    piecesOf(one, /\+/).map(mendedId),
  );
}

/** The pieces of a text that say something. */
function piecesOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => !isNone(piece));
}

/** What may stand between names; the first that gives as many names as there are ids counts. */
const BETWEEN_NAMES = [/\|/, /[|+]/, /;/, /\//, /[|/+]/, /\sor\s/i] as const;

function withNames(alternatives: readonly (readonly string[])[], cell: string): readonly GoldAnswer[] {
  const count = alternatives.flat().length;
  const names =
    count === 1
      ? [cell]
      : BETWEEN_NAMES.map((separator) => cell.split(separator)).find(({ length }) => length === count);
  let at = 0;
  return answersFrom(
    alternatives.map((ids) =>
      ids.map((id) => {
        const name = names?.[at]?.trim() ?? '';
        at += 1;
        return { id, name: name === '' ? null : name };
      }),
    ),
  );
}
