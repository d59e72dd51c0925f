import { DataType, encodeModel, type Initializer } from '../onnx-graph.js';
import { GROUP_ROWS, type QuantisedRows } from './quantised-rows.js';

/**
 * Queries use 7 bits, 64 standing for zero: products of two pairs then always fit the 16 bits in which
 * processors without VNNI add them up.
 */
const QUERY_ZERO = 64;
const QUERY_MAX = 63;

export interface ScanRows {
  /** For the first look, by int8 products. */
  readonly quantised: QuantisedRows;
  /** Turns a query of the index's dimension into one of the quantised rows': fullDimension x dimension. */
  readonly basis: Float32Array<ArrayBuffer>;
  readonly fullDimension: number;
  /** What one unit of the int16 vectors is worth. */
  readonly unit: number;
}

/**
 * The model that searches some rows of an index.
 *
 * | input     | type    | shape                    | |
 * | --------- | ------- | ------------------------ | --- |
 * | `queries` | float32 | [count, full dimension]  | |
 * | `vectors` | int16   | [rows, full dimension]   | in `unit`s; an input, since inputs are not copied |
 * | `groups`  | int64   | [1]                      | how many groups to look into: `width`, or all there are |
 * | `width`   | int64   | [1]                      | how many rows to choose, at most all of them |
 *
 * | output    | type    | shape                    | |
 * | --------- | ------- | ------------------------ | --- |
 * | `best`    | int64   | [count, width]           | rows with the highest int8 scores, in no order |
 * | `cosines` | float32 | [count, width, 1]        | their products with the query |
 *
 * Choosing `width` rows out of 100,000 takes as long as the int8 product itself, so it is done in two steps: the
 * `width` groups with the greatest scores hold the `width` best rows, and only they are looked into.
 */
export function encodeScan(rows: ScanRows): Uint8Array {
  const { fullDimension, basis, unit } = rows;
  const { matrix, scales, bias, size, columns, dimension } = rows.quantised;
  return encodeModel({
    inputs: [
      { name: 'queries', type: DataType.float32, shape: ['count', fullDimension] },
      { name: 'vectors', type: DataType.int16, shape: [size, fullDimension] },
      { name: 'groups', type: DataType.int64, shape: [1] },
      { name: 'width', type: DataType.int64, shape: [1] },
    ],
    outputs: [
      { name: 'best', type: DataType.int64, shape: ['count', 'width'] },
      { name: 'cosines', type: DataType.float32, shape: ['count', 'width', 1] },
    ],
    initializers: [
      { name: 'basis', type: DataType.float32, shape: [fullDimension, dimension], data: bytes(basis) },
      { name: 'matrix', type: DataType.int8, shape: [dimension, columns], data: bytes(matrix) },
      { name: 'scales', type: DataType.float32, shape: [columns], data: bytes(scales) },
      { name: 'bias', type: DataType.float32, shape: [columns], data: bytes(bias) },
      { name: 'zero', type: DataType.uint8, shape: [], data: Uint8Array.of(QUERY_ZERO) },
      float('one', 1),
      float('queryZero', QUERY_ZERO),
      float('queryMax', QUERY_MAX),
      float('tiny', 1e-30),
      float('unit', unit),
      integers('lastAxis', [1], -1),
      integers('groupSize', [], GROUP_ROWS),
      integers('byGroup', [3], 0, -1, GROUP_ROWS),
      integers('flat', [2], 0, -1),
    ],
    nodes: [
      // The query as 7-bit numbers; its own scale does not change which rows are nearest to it.
      { op: 'MatMul', inputs: ['queries', 'basis'], outputs: ['turned'] },
      { op: 'Abs', inputs: ['turned'], outputs: ['sizes'] },
      { op: 'ReduceMax', inputs: ['sizes', 'lastAxis'], outputs: ['largest'], attributes: { keepdims: 1 } },
      { op: 'Max', inputs: ['largest', 'tiny'], outputs: ['divisor'] },
      { op: 'Div', inputs: ['queryMax', 'divisor'], outputs: ['factor'] },
      { op: 'Mul', inputs: ['turned', 'factor'], outputs: ['scaled'] },
      { op: 'Add', inputs: ['scaled', 'queryZero'], outputs: ['shifted'] },
      { op: 'Round', inputs: ['shifted'], outputs: ['rounded'] },
      { op: 'Cast', inputs: ['rounded'], outputs: ['quantised'], attributes: { to: DataType.uint8 } },
      {
        op: 'MatMulIntegerToFloat',
        domain: 'com.microsoft',
        inputs: ['quantised', 'matrix', 'one', 'scales', 'zero', '', 'bias'],
        outputs: ['scores'],
      },
      // The groups with the greatest scores, and the best rows in them.
      { op: 'Reshape', inputs: ['scores', 'byGroup'], outputs: ['grouped'] },
      {
        op: 'ReduceMax',
        inputs: ['grouped', 'lastAxis'],
        outputs: ['greatest'],
        attributes: { keepdims: 0 },
      },
      {
        op: 'TopK',
        inputs: ['greatest', 'groups'],
        outputs: ['groupScores', 'chosen'],
        attributes: { axis: 1, sorted: 0 },
      },
      { op: 'Unsqueeze', inputs: ['chosen', 'lastAxis'], outputs: ['places'] },
      { op: 'GatherND', inputs: ['grouped', 'places'], outputs: ['inside'], attributes: { batch_dims: 1 } },
      { op: 'Reshape', inputs: ['inside', 'flat'], outputs: ['pooled'] },
      {
        op: 'TopK',
        inputs: ['pooled', 'width'],
        outputs: ['rowScores', 'found'],
        attributes: { axis: 1, sorted: 0 },
      },
      // From the place among the chosen groups to the row's number.
      { op: 'Div', inputs: ['found', 'groupSize'], outputs: ['which'] },
      { op: 'Mod', inputs: ['found', 'groupSize'], outputs: ['offset'] },
      { op: 'GatherElements', inputs: ['chosen', 'which'], outputs: ['group'], attributes: { axis: 1 } },
      { op: 'Mul', inputs: ['group', 'groupSize'], outputs: ['first'] },
      { op: 'Add', inputs: ['first', 'offset'], outputs: ['best'] },
      // Their exact scores.
      { op: 'Gather', inputs: ['vectors', 'best'], outputs: ['whole'], attributes: { axis: 0 } },
      { op: 'Cast', inputs: ['whole'], outputs: ['near'], attributes: { to: DataType.float32 } },
      { op: 'Mul', inputs: ['queries', 'unit'], outputs: ['inUnits'] },
      { op: 'Unsqueeze', inputs: ['inUnits', 'lastAxis'], outputs: ['columns'] },
      { op: 'MatMul', inputs: ['near', 'columns'], outputs: ['cosines'] },
    ],
  });
}

function float(name: string, value: number): Initializer {
  return { name, type: DataType.float32, shape: [], data: bytes(Float32Array.of(value)) };
}

function integers(name: string, shape: readonly number[], ...values: number[]): Initializer {
  return { name, type: DataType.int64, shape, data: bytes(BigInt64Array.from(values, BigInt)) };
}

function bytes(
  values: Float32Array<ArrayBuffer> | Int8Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>,
): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
