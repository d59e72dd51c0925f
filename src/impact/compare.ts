import { setImmediate as breathe } from 'node:timers/promises';
import type { Catalogue, StoredConcept } from '../store/index.js';
import { normalForm } from '../text/index.js';
import { Branches } from './branches.js';
import { refOf, type Change, type ChangeKind } from './changes.js';
import { NameLedger, ownNames } from './names.js';
import { successionOf, type Versions } from './successors.js';

/** Concepts that are looked at in one go: some milliseconds, during which nothing else is answered. */
const SLICE = 50;

/** Some of the changes, and how many concepts of both versions are done. */
export interface ComparedSlice {
  readonly changes: readonly Change[];
  readonly done: number;
  readonly total: number;
}

/**
 * Finds every difference between two versions, as they come: those of concepts in the order of the new version,
 * then concepts that are gone, then names. It lets other work in between.
 * @throws the signal's reason when it is aborted
 */
export async function* changesBetween(
  from: Catalogue,
  to: Catalogue,
  signal: AbortSignal,
): AsyncGenerator<ComparedSlice, void, undefined> {
  const comparison = new Comparison({ from, to });
  const [before, now] = [from.conceptCount(), to.conceptCount()];
  const total = before + now;
  for (const concepts of slices(to, now)) {
    const changes = concepts.flatMap((concept) => comparison.present(concept));
    yield { changes, done: Math.min(now, (concepts.at(-1)?.row ?? 0) + 1), total };
    await breathe();
    signal.throwIfAborted();
  }
  for (const concepts of slices(from, before)) {
    const changes = concepts.flatMap((concept) => comparison.absent(concept));
    yield { changes, done: now + Math.min(before, (concepts.at(-1)?.row ?? 0) + 1), total };
    await breathe();
    signal.throwIfAborted();
  }
  for (const changes of comparison.names()) {
    yield { changes, done: total, total };
    await breathe();
    signal.throwIfAborted();
  }
}

function* slices(catalogue: Catalogue, count: number): Generator<readonly StoredConcept[], void> {
  for (let row = 0; row < count; row += SLICE) yield catalogue.conceptsBetween(row, row + SLICE);
}

class Comparison {
  readonly #branches: { readonly from: Branches; readonly to: Branches };
  readonly #names = new NameLedger();

  constructor(private readonly versions: Versions) {
    this.#branches = { from: new Branches(versions.from), to: new Branches(versions.to) };
  }

  /** What is new about a concept of the new version. */
  present(now: StoredConcept): Change[] {
    const { from, to } = this.versions;
    const was = from.concept(now.id);
    const own = ownNames(to, now.row);
    if (!was) {
      for (const [key, name] of own) this.#names.gain(key, name, true);
      return [this.#change('added', now)];
    }
    const changes: Change[] = [];
    if (was.status !== now.status)
      changes.push(
        now.status === 'retired'
          ? this.#change('retired', now, this.#successors(was))
          : this.#change('reinstated', now),
      );
    if (was.name !== now.name)
      changes.push(this.#change(renaming(was.name, now.name), now, { before: was.name, after: now.name }));
    const parents = { from: from.parents(was.row).map(refOf), to: to.parents(now.row).map(refOf) };
    if (!sameIds(parents.from, parents.to)) changes.push(this.#change('moved', now, parents));
    if (was.level !== now.level)
      changes.push(this.#change('level_changed', now, { before: was.level, after: now.level }));
    if (was.selectable !== now.selectable)
      changes.push(this.#change(now.selectable ? 'selectable_gained' : 'selectable_lost', now));
    return [...changes, ...this.#ownNames(was, now)];
  }

  /** What became of a concept of the old version that the new one has not. */
  absent(was: StoredConcept): Change[] {
    if (this.versions.to.concept(was.id)) return [];
    for (const [key, name] of ownNames(this.versions.from, was.row)) this.#names.lose(key, name, true);
    const branch = this.#branches.from.of(was.row);
    return [this.#change('removed', was, { ...this.#successors(was), branch })];
  }

  *names(): Generator<readonly Change[], void> {
    let slice: Change[] = [];
    for (const change of this.#names.changes(this.versions, this.#branches)) {
      slice.push(change);
      if (slice.length < SLICE) continue;
      yield slice;
      slice = [];
    }
    yield slice;
  }

  #ownNames(was: StoredConcept, now: StoredConcept): Change[] {
    const before = ownNames(this.versions.from, was.row);
    const after = ownNames(this.versions.to, now.row);
    const changes: Change[] = [];
    for (const [key, name] of after) {
      const old = before.get(key);
      const current = name.current !== false;
      if (!old) this.#names.gain(key, name, name.text === now.name);
      else if (current !== (old.current !== false)) {
        const kind = current ? 'name_currency_gained' : 'name_currency_lost';
        const texts = { before: old.text, after: name.text, code: name.code ?? null };
        changes.push(this.#change(kind, now, texts));
      }
    }
    for (const [key, name] of before) {
      if (!after.has(key)) this.#names.lose(key, name, name.text === was.name);
    }
    return changes;
  }

  #successors(was: StoredConcept): Partial<Change> {
    const succession = successionOf(was, this.versions);
    return succession ? { to: succession.concepts.map(refOf), sign: succession.sign } : {};
  }

  #change(kind: ChangeKind, concept: StoredConcept, more: Partial<Change> = {}): Change {
    return {
      ...{
        kind,
        concept: refOf(concept),
        before: null,
        after: null,
        from: [],
        to: [],
        sign: null,
        code: null,
      },
      branch: more.branch === undefined ? this.#branches.to.of(concept.row) : more.branch,
      ...more,
    };
  }
}

/** Whether a name says something else, is written in another way, or has other capitals only. */
function renaming(before: string, after: string): 'renamed' | 'respelled' | 'recased' {
  if (before.toLowerCase() === after.toLowerCase()) return 'recased';
  return normalForm(before) === normalForm(after) ? 'respelled' : 'renamed';
}

/** Whether both have the same ids, in whatever order. */
export function sameIds(some: readonly { id: string }[], others: readonly { id: string }[]): boolean {
  const ids = new Set(some.map(({ id }) => id));
  return ids.size === others.length && others.every(({ id }) => ids.has(id));
}
