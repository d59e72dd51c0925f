import { InferenceSession, Tensor } from 'onnxruntime-node';
import t from 'tap';
import { DataType, encodeModel, type Graph } from '#src/onnx-graph.js';

const graph: Graph = {
  inputs: [{ name: 'rows', type: DataType.int64, shape: ['n'] }],
  outputs: [{ name: 'taken', type: DataType.float32, shape: ['n', 2] }],
  initializers: [
    {
      name: 'table',
      type: DataType.float32,
      shape: [150, 2],
      data: new Uint8Array(Float32Array.from({ length: 300 }, (_, i) => i / 2).buffer),
    },
  ],
  nodes: [{ op: 'Gather', inputs: ['table', 'rows'], outputs: ['taken'], attributes: { axis: 0 } }],
};

t.test('ONNX Runtime reads what is written', async (t) => {
  const session = await InferenceSession.create(encodeModel(graph));
  t.strictSame(session.inputNames, ['rows']);
  const { taken } = await session.run({ rows: new Tensor('int64', BigInt64Array.of(149n, 0n), [2]) });
  t.strictSame(taken?.dims, [2, 2]);
  t.strictSame(taken?.data, Float32Array.of(149, 149.5, 0, 0.5));
  await session.release();
});

t.test('the bytes are those of the wire format', (t) => {
  const bytes = encodeModel({ inputs: [], outputs: [], initializers: [], nodes: [] });
  const hex = Buffer.from(bytes).toString('hex');
  t.equal(
    hex,
    [
      '0808', // ir_version = 8
      '3a07' + '1205' + Buffer.from('graph').toString('hex'),
      '4204' + '0a00' + '1012', // opset 18 of the default domain
      '4211' + '0a0d' + Buffer.from('com.microsoft').toString('hex') + '1001',
    ].join(''),
  );
  t.end();
});

t.test('a model beyond 2 GiB is refused', (t) => {
  // The same piece many times over: nothing large is ever allocated.
  const data = new Uint8Array(2 ** 27);
  const initializers = Array.from({ length: 16 }, (_, i) => ({
    name: `part ${i}`,
    type: DataType.uint8,
    shape: [data.length],
    data,
  }));
  t.throws(() => encodeModel({ inputs: [], outputs: [], initializers, nodes: [] }), RangeError);
  t.end();
});
