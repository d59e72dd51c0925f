import { Type, type Static, type StaticDecode, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { AppError, messageOf } from '../errors.js';
import { FEATURES } from './blend.js';
import { STRATEGIES, type LearnerData } from './types.js';

/** The digit is the version of the layout, and of what its numbers mean. */
const MAGIC = 'ADELEARN1';
/** The magic and the header's length. */
const FIXED_BYTES = MAGIC.length + 4;

const Count = Type.Integer({ minimum: 0 });
const Header = Type.Object({
  dimension: Type.Integer({ minimum: 1 }),
  classes: Count,
  rows: Count,
  /** Bytes of the forms, as UTF-8 JSON. */
  forms: Count,
  vote: Type.Object({
    neighbours: Type.Integer({ minimum: 1 }),
    temperature: Type.Number({ exclusiveMinimum: 0 }),
  }),
  threshold: Type.Number(),
  blend: Type.Object({
    features: Type.Array(Type.Number(), { minItems: FEATURES.length, maxItems: FEATURES.length }),
    none: Type.Number(),
  }),
  best: Type.Union(STRATEGIES.map((strategy) => Type.Literal(strategy))),
});
type Header = Static<typeof Header>;
const Forms = Type.Array(Type.String());

/**
 * A learner as one file: nine letters, the header's length (32 bits, little endian) and the header (JSON), then the
 * arrays one after another, 32-bit and little endian, and at last the forms (JSON).
 */
export function encodeLearner(data: LearnerData): Uint8Array {
  const { dimension, vote, threshold, blend, best } = data;
  const forms = Buffer.from(JSON.stringify(data.forms));
  const header: Header = {
    ...{ dimension, classes: data.classes.length, rows: data.mentionClasses.length, forms: forms.length },
    ...{ vote, threshold, blend: { features: [...blend.features], none: blend.none }, best },
  };
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const arrays = ARRAYS.map((name) => asBytes(data[name]));
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, head, ...arrays, forms]);
}

/**
 * @throws AppError `learner_invalid` when the bytes are of another kind or version, cut short, too long, or hold
 * numbers that do not fit together
 */
export function decodeLearner(bytes: Uint8Array): LearnerData {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = buffer.toString('latin1', 0, MAGIC.length);
  if (magic.slice(0, -1) !== MAGIC.slice(0, -1)) throw damaged('it is not the file of a learner');
  if (magic !== MAGIC)
    throw damaged(`its layout is ${magic.slice(-1)}, and this release reads ${MAGIC.slice(-1)}`);
  if (buffer.length < FIXED_BYTES) throw damaged('it is cut short');
  const bodyAt = FIXED_BYTES + buffer.readUInt32LE(MAGIC.length);
  const header = json(Header, buffer.subarray(FIXED_BYTES, bodyAt), 'header');
  const { dimension, classes, rows, vote, threshold, blend, best } = header;
  const lengths = [classes, classes * dimension, dimension * dimension, rows * dimension, rows, rows];
  const expected = bodyAt + 4 * lengths.reduce((sum, length) => sum + length, 0) + header.forms;
  if (buffer.length !== expected)
    throw damaged(`it has ${buffer.length} bytes, and by its header ${expected}`);
  const body = new Reader(buffer, bodyAt);
  const data: LearnerData = {
    dimension,
    classes: body.integers(classes),
    classifier: body.floats(classes * dimension),
    adapter: body.floats(dimension * dimension),
    mentions: body.floats(rows * dimension),
    mentionClasses: body.integers(rows),
    counts: body.integers(rows),
    forms: json(Forms, body.rest(), 'list of mentions'),
    ...{ vote, threshold, blend, best },
  };
  if (data.forms.length !== rows) throw damaged(`it has ${data.forms.length} mentions instead of ${rows}`);
  if (data.mentionClasses.some((own) => own < 0 || own >= classes))
    throw damaged('a mention is coded with a concept that it does not list');
  return data;
}

/** In the order in which they are written. */
const ARRAYS = ['classes', 'classifier', 'adapter', 'mentions', 'mentionClasses', 'counts'] as const;

class Reader {
  constructor(
    private readonly buffer: Buffer,
    private at: number,
  ) {}

  integers(length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.next(4 * length));
  }

  floats(length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.next(4 * length));
  }

  rest(): Buffer {
    return this.buffer.subarray(this.at);
  }

  /** A copy, as the arrays must begin at a multiple of four bytes. */
  private next(bytes: number): ArrayBuffer {
    const copy = new Uint8Array(bytes);
    copy.set(this.buffer.subarray(this.at, this.at + bytes));
    this.at += bytes;
    return copy.buffer;
  }
}

function asBytes(values: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function json<T extends TSchema>(schema: T, bytes: Buffer, what: string): StaticDecode<T> {
  try {
    return Value.Decode(schema, JSON.parse(bytes.toString('utf8')));
  } catch (error) {
    throw damaged(`its ${what} cannot be read (${messageOf(error)})`);
  }
}

function damaged(why: string): AppError {
  return new AppError(
    'learner_invalid',
    `What was learned cannot be read: ${why}. Train it anew from the coded data.`,
  );
}
