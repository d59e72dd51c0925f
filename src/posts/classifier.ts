import {
  createTokenizer,
  type ModelInput,
  type ModelPool,
  type PooledModel,
  type Tokenizer,
} from '../inference/index.js';
import { MODEL_CODES, type ClassifierFolder } from './folders.js';
import { inSlices } from '../in-slices.js';
import { asProbability } from './probability.js';
import { POST_LABELS, type PostLabel } from './types.js';
import type { WorkContext } from './work-context.js';

/** Says what posts are about. */
export class Classifier {
  readonly id: string;
  /** Identity of everything that decides an answer: of the folder's files. */
  readonly hash: string;
  /** Probabilities from which a label counts as given. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly #tokenizer: Tokenizer;
  /** Tokens of text in a window. */
  readonly #room: number;

  private constructor(
    private readonly folder: ClassifierFolder,
    private readonly model: PooledModel<ModelInput>,
    tokenizer: Tokenizer,
  ) {
    this.id = folder.manifest.id;
    this.hash = folder.hash;
    this.thresholds = folder.manifest.thresholds;
    this.#tokenizer = tokenizer;
    this.#room = folder.manifest.maxTokens - 2;
  }

  /** @throws AppError `model_invalid`, `model_failed` */
  static async start(folder: ClassifierFolder, pool: ModelPool): Promise<Classifier> {
    const tokenizer = createTokenizer(folder);
    const { inputs, output, labels } = folder.manifest;
    const model = await pool.add<ModelInput>({
      name: 'classifier',
      file: {
        ...{ path: folder.modelPath, inputs, output },
        ...{ size: labels.length, perToken: false, unit: 'labels' },
      },
      padId: tokenizer.padId,
      prepare: (input) => input,
      codes: MODEL_CODES,
    });
    return new Classifier(folder, model, tokenizer);
  }

  /** Lets texts in: a text is one, however many windows it has. @throws AppError `overloaded`, `shutting_down` */
  admit(texts: number, context: WorkContext): void {
    this.model.admit(texts, context);
  }

  /**
   * The probability of each label for each text. A text that is longer than the model's window is read in several,
   * and each label takes its greatest probability.
   * @param texts as `cleanMention` gives them
   * @throws AppError `overloaded`, `client_closed`, `model_failed`, `shutting_down`
   */
  async classify(texts: readonly string[], context: WorkContext): Promise<Record<PostLabel, number>[]> {
    this.admit(texts.length, context);
    const windows = await inSlices(texts, (text) => this.#windowsOf(text), context.signal);
    const found = windows.map(() => new Float32Array(this.folder.manifest.labels.length));
    const textOf = windows.flatMap((ofText, text) => ofText.map(() => text));
    await Promise.all(
      this.model.run(
        [
          {
            sources: windows.flat(),
            receive: (position, probabilities) => {
              const greatest = found[textOf[position] ?? -1];
              probabilities.forEach((value, i) => {
                if (greatest) greatest[i] = Math.max(greatest[i] ?? 0, value);
              });
            },
          },
        ],
        { ...context, admitted: true },
      ),
    );
    return found.map((probabilities) => this.#byLabel(probabilities));
  }

  #windowsOf(text: string): ModelInput[] {
    const ids = this.#tokenizer.encodeBare(text);
    const { opening, closing } = this.#tokenizer;
    return Array.from({ length: Math.ceil(ids.length / this.#room) }, (_, i) => ({
      ids: Int32Array.of(opening, ...ids.subarray(i * this.#room, (i + 1) * this.#room), closing),
    }));
  }

  #byLabel(probabilities: Float32Array): Record<PostLabel, number> {
    const { labels } = this.folder.manifest;
    const of = (label: PostLabel): number => asProbability(probabilities[labels.indexOf(label)] ?? 0);
    const [ADR, WD, EF, INF, SSI, DI] = POST_LABELS.map(of);
    return { ADR: ADR ?? 0, WD: WD ?? 0, EF: EF ?? 0, INF: INF ?? 0, SSI: SSI ?? 0, DI: DI ?? 0 };
  }
}
