import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../errors.js';
import { dataFolders, discardFolder, exists, isRecordId, publishFolder } from '../store/index.js';

export const LEARNER_FILE = 'learner.bin';
const CONCEPTS_FILE = 'concepts.json';
/** What the numbers of a learner's concepts stand for. */
const ConceptsSchema = Type.Object({
  encoder: Type.String(),
  /** `RANKING_VERSION` of the similarities that were learned from; the first one was not written down. */
  ranking: Type.Optional(Type.Integer()),
  concepts: Type.Array(Type.Object({ number: Type.Integer({ minimum: 0 }), id: Type.String() })),
});
export type LearnerConcepts = (typeof ConceptsSchema)['static'];

/** The learners that are kept, a folder each. */
export class LearnerShelf {
  readonly #folder: string;

  constructor(dataDir: string) {
    this.#folder = dataFolders(dataDir).learners;
  }

  /** Keeps a learner, visible whole or not at all. @param fill writes `learner.bin` into the folder that it is given */
  async keep(id: string, concepts: LearnerConcepts, fill: (folder: string) => Promise<void>): Promise<void> {
    // What a training that was cut off left, perhaps in an earlier release.
    await this.remove(id);
    return publishFolder(this.#place(id), async (folder) => {
      await fill(folder);
      await writeFile(join(folder, CONCEPTS_FILE), JSON.stringify(concepts), { mode: 0o600 });
    });
  }

  has(id: string): Promise<boolean> {
    return isRecordId(id) ? exists(this.#place(id)) : Promise.resolve(false);
  }

  /** Where a learner's numbers are. */
  path(id: string): string {
    return join(this.#place(id), LEARNER_FILE);
  }

  /** @throws AppError `learner_invalid` when the folder is missing or damaged */
  async concepts(id: string): Promise<LearnerConcepts> {
    try {
      const text = await readFile(join(this.#place(id), CONCEPTS_FILE), 'utf8');
      return Value.Parse(ConceptsSchema, JSON.parse(text));
    } catch (error) {
      throw new AppError(
        'learner_invalid',
        `Learner ${id} cannot be read (${messageOf(error)}): take it out and train it anew, or restore the data folder from a backup.`,
      );
    }
  }

  async remove(id: string): Promise<void> {
    if (await this.has(id)) await discardFolder(this.#place(id));
  }

  #place(id: string): string {
    // Checked before it becomes part of a path.
    if (!isRecordId(id))
      throw new AppError('learner_not_found', `No learner has the id “${id.slice(0, 60)}”.`);
    return join(this.#folder, id);
  }
}
