/**
 * Writes ONNX models: just enough of the protobuf wire format for a graph of a few nodes with one large
 * initializer. Field numbers are those of onnx.proto3.
 */

/** Element types of tensors (TensorProto.DataType). */
export const DataType = { float32: 1, uint8: 2, int8: 3, int16: 5, int64: 7 } as const;
type DataType = (typeof DataType)[keyof typeof DataType];

/** A number stands for a fixed length, a string names a dimension that is known only when the graph runs. */
interface ValueInfo {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
}

export interface Initializer {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly number[];
  /** The elements, row-major, little endian. */
  readonly data: Uint8Array;
}

interface Node {
  readonly op: string;
  /** The operator set that defines it; ONNX's own when absent. */
  readonly domain?: typeof CONTRIB_DOMAIN;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number>>;
}

export interface Graph {
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly Node[];
}

/** Part of a message, as pieces that are joined only once, at the very end: the initializer is large. */
type Pieces = readonly Uint8Array[];

/** ONNX Runtime's own operators. */
const CONTRIB_DOMAIN = 'com.microsoft';
const IR_VERSION = 8;
const OPSET_VERSION = 18;
const VARINT = 0;
const LENGTH_DELIMITED = 2;
const ATTRIBUTE_TYPE_INT = 2;
const utf8 = new TextEncoder();

/**
 * @returns the bytes of an ONNX model (opset 18), as `InferenceSession.create` takes them
 * @throws RangeError when the model exceeds protobuf's limit of 2 GiB
 */
export function encodeModel(graph: Graph): Uint8Array {
  const model = join([
    integer(1, IR_VERSION),
    message(7, [
      ...graph.nodes.map((node) => message(1, encodeNode(node))),
      text(2, 'graph'),
      ...graph.initializers.map((tensor) => message(5, encodeInitializer(tensor))),
      ...graph.inputs.map((value) => message(11, encodeValueInfo(value))),
      ...graph.outputs.map((value) => message(12, encodeValueInfo(value))),
    ]),
    message(8, [text(1, ''), integer(2, OPSET_VERSION)]),
    message(8, [text(1, CONTRIB_DOMAIN), integer(2, 1)]),
  ]);
  const length = lengthOf(model);
  if (length >= 2 ** 31)
    throw new RangeError(`a model of ${length} bytes exceeds the 2 GiB that ONNX can hold`);
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const piece of model) {
    bytes.set(piece, offset);
    offset += piece.length;
  }
  return bytes;
}

function encodeNode(node: Node): Pieces[] {
  return [
    ...node.inputs.map((name) => text(1, name)),
    ...node.outputs.map((name) => text(2, name)),
    text(4, node.op),
    text(7, node.domain ?? ''),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) =>
      message(5, [text(1, name), integer(3, value), integer(20, ATTRIBUTE_TYPE_INT)]),
    ),
  ];
}

function encodeInitializer({ name, type, shape, data }: Initializer): Pieces[] {
  return [
    ...shape.map((length) => integer(1, length)),
    integer(2, type),
    text(8, name),
    bytesField(9, [data]),
  ];
}

function encodeValueInfo({ name, type, shape }: ValueInfo): Pieces[] {
  const dimensions = shape.map((length) =>
    message(1, [typeof length === 'number' ? integer(1, length) : text(2, length)]),
  );
  const tensorType = message(1, [integer(1, type), message(2, dimensions)]);
  return [text(1, name), message(2, [tensorType])];
}

function integer(field: number, value: number): Pieces {
  return [varint(field * 8 + VARINT), varint(value)];
}

function text(field: number, value: string): Pieces {
  return bytesField(field, [utf8.encode(value)]);
}

function message(field: number, parts: readonly Pieces[]): Pieces {
  return bytesField(field, join(parts));
}

function bytesField(field: number, content: Pieces): Pieces {
  return [varint(field * 8 + LENGTH_DELIMITED), varint(lengthOf(content)), ...content];
}

/** A non-negative integer in groups of seven bits, lowest first; division, for values beyond 32 bits. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function join(parts: readonly Pieces[]): Pieces {
  return parts.flat();
}

function lengthOf(pieces: Pieces): number {
  return pieces.reduce((total, piece) => total + piece.length, 0);
}
