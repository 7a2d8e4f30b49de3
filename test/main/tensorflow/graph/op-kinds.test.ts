import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import {
  overrideBinding,
  executeOp,
  nativeAttributes,
  nodeBackend,
  type OpAttributes,
  type Binding,
  type NativeTensor,
  type NodeBackend,
} from '#tensorflow/backend/node-backend';
import type * as OpKinds from '#tensorflow/graph/op-kinds';
import { allocatesOutput, unsupportedReason } from '#tensorflow/graph/op-kinds';
import { tf, type Tensor, type Tensor4D, type Variable } from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

/** Ops that a test declares to allocate their output, in place of what the module says. */
const declaredAllocating = vi.hoisted(() => new Set<string>());
vi.mock('#tensorflow/graph/op-kinds', async (original) => {
  const actual = await original<typeof OpKinds>();
  return {
    ...actual,
    allocatesOutput: (op: string) => declaredAllocating.has(op) || actual.allocatesOutput(op),
  };
});

describe('unsupportedReason', () => {
  it.each([
    'RandomUniform',
    'RandomUniformInt',
    'RandomStandardNormal',
    'RandomGamma',
    'RandomPoissonV2',
    'RandomShuffle',
    'Multinomial',
    'TruncatedNormal',
    'ParameterizedTruncatedNormal',
    'StatefulUniform',
    'StatefulStandardNormalV2',
    'StatefulTruncatedNormal',
  ])('%s draws random numbers that no seed reproduces', (op) => {
    const reason = `${op} draws random numbers from a state of its own, which no seed brings back (statelessUniform takes its seed as a tensor)`;
    expect(unsupportedReason(op, 1)).toBe(reason);
    expect(unsupportedReason(op, 0)).toBe(reason);
  });

  it.each([
    'Where',
    'Unique',
    'UniqueV2',
    'UniqueWithCountsV2',
    'ListDiff',
    'NonMaxSuppression',
    'NonMaxSuppressionV5',
    'NonMaxSuppressionWithOverlaps',
    'SparseFillEmptyRows',
    'SparseReshape',
  ])('%s has an output whose shape depends on the data', (op) => {
    expect(unsupportedReason(op, 1)).toBe(`the shape of what ${op} gives depends on the data`);
    expect(unsupportedReason(op, 2)).toBe(`the shape of what ${op} gives depends on the data`);
  });

  it.each(['NoOp', 'AssignVariableOp', 'ResourceApplyAdam', 'FlushSummaryWriter'])(
    '%s has no output',
    (op) => {
      expect(unsupportedReason(op, 0)).toBe(`${op} gives no tensor`);
      expect(unsupportedReason(op, 1)).toBeNull();
    },
  );

  it.each([
    'StatelessRandomUniform',
    'StatelessRandomNormalV2',
    'StatelessTruncatedNormal',
    'StatelessMultinomial',
    'StatelessParameterizedTruncatedNormal',
    'Select',
    'SelectV2',
    'SparseToDense',
    'SparseTensorDenseMatMul',
    'TopKV2',
    'InTopKV2',
    'MatMul',
    'Identity',
    'Reshape',
    'GatherV2',
  ])('%s is supported', (op) => {
    expect(unsupportedReason(op, 1)).toBeNull();
  });
});

describe('allocatesOutput', () => {
  it.each([
    ['products', ['MatMul', 'BatchMatMul', 'BatchMatMulV2', 'SparseTensorDenseMatMul']],
    ['convolutions', ['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'Conv3D']],
    ['pooling', ['MaxPool', 'MaxPool3D', 'AvgPool', 'AvgPool3D', 'FractionalMaxPool']],
    [
      'gradients',
      ['ReluGrad', 'TanhGrad', 'SigmoidGrad', 'MaxPoolGrad', 'BiasAddGrad', 'FusedBatchNormGradV3'],
    ],
    ['softmax', ['Softmax', 'LogSoftmax', 'SparseSoftmaxCrossEntropyWithLogits']],
    ['segments', ['UnsortedSegmentSum', 'SegmentMean', 'SparseSegmentSum']],
    ['random numbers from a seed tensor', ['StatelessRandomUniform', 'StatelessTruncatedNormal']],
    ['activations', ['Sigmoid', 'Tanh', 'Relu', 'Relu6', 'Elu', 'Selu', 'LeakyRelu', 'Softplus']],
    ['logarithms and exponentials', ['Exp', 'Expm1', 'Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Erf']],
    ['other elementwise functions', ['Square', 'SquaredDifference', 'Sin', 'Cos', 'IsNan']],
    ['lookups', ['Gather', 'GatherV2', 'OneHot', 'ArgMax', 'ArgMin']],
    ['filled tensors', ['Fill', 'Range']],
  ])('is true for %s', (_, ops) => {
    for (const op of ops) expect(allocatesOutput(op), op).toBe(true);
  });

  it.each([
    ['views of the input', ['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'Bitcast']],
    ['parts of the input', ['Slice', 'StridedSlice', 'Split', 'SplitV', 'Unpack']],
    ['arithmetic that may have a neutral element', ['Add', 'AddV2', 'AddN', 'Sub', 'Mul', 'Pow']],
    ['division', ['Div', 'RealDiv', 'DivNoNan', 'FloorMod']],
    [
      'reductions, which may be over an axis of length 1',
      ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'All'],
    ],
    [
      'copies that TensorFlow may leave out',
      ['Cast', 'ConcatV2', 'Pack', 'Tile', 'Pad', 'BroadcastTo'],
    ],
    ['orders of axes and elements', ['Transpose', 'ReverseV2']],
    ['selections', ['Select', 'SelectV2', 'Maximum', 'Minimum', 'ClipByValue']],
    ['identities with a gradient of their own', ['StopGradient', 'PreventGradient']],
    ['a gradient that returns its input where nothing was padded', ['MirrorPadGrad']],
    ['variables, inputs and constants', ['ReadVariableOp', 'VarHandleOp', 'Placeholder', 'Const']],
    [
      'names that begin or end like those of allocating ops',
      ['Sinh', 'Cosh', 'Asin', 'Acos', 'Atanh', 'Erfc', 'Sign', 'LogicalNot', 'GatherNd'],
    ],
    [
      'names that contain the name of an allocating op',
      ['ResourceGather', 'RangeDataset', 'TensorListGather'],
    ],
    ['names in another case or with other words', ['matmul', 'relu', 'DepthwiseConv2dNative']],
  ])('is false for %s', (_, ops) => {
    for (const op of ops) expect(allocatesOutput(op), op).toBe(false);
  });
});

/** An op on an input of the given shape. */
interface Trial {
  op: string;
  shape: number[];
  build(x: Tensor): Tensor;
}

const backend = (): NodeBackend => nodeBackend() as NodeBackend;

/** Executes an op by its name and returns the first output. */
function execute(op: string, inputs: Tensor[], attributes: OpAttributes, outputs = 1): Tensor {
  return executeOp(backend(), op, inputs, attributes, outputs)[0] as Tensor;
}

const float: OpAttributes = { types: { T: 'float32' } };
/** An op with one input of shape [2, 2]. */
const unary = (op: string, attributes = float): Trial => ({
  op,
  shape: [2, 2],
  build: (x) => execute(op, [x], attributes),
});
const withOnes = (op: string, attributes = float): Trial => ({
  op,
  shape: [2, 2],
  build: (x) => execute(op, [x, tf.ones([2, 2])], attributes),
});
const ints = (...values: number[]): Tensor => tf.tensor1d(values, 'int32');

const allocating: Trial[] = [
  ...['Sigmoid', 'Tanh', 'Relu', 'Relu6', 'Elu', 'Selu', 'LeakyRelu', 'Softplus'].map((op) =>
    unary(op),
  ),
  ...['Exp', 'Expm1', 'Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Square', 'Sin', 'Cos', 'Erf', 'IsNan'].map(
    (op) => unary(op),
  ),
  ...['Softmax', 'LogSoftmax', 'BiasAddGrad'].map((op) => unary(op)),
  ...['SquaredDifference', 'TanhGrad', 'SigmoidGrad', 'ReluGrad', 'SqrtGrad'].map((op) =>
    withOnes(op),
  ),
  {
    op: 'SoftmaxCrossEntropyWithLogits',
    shape: [2, 2],
    build: (x) => execute('SoftmaxCrossEntropyWithLogits', [x, tf.ones([2, 2])], float, 2),
  },
  // The other factor is the identity matrix, so that the result equals the input.
  ...Object.entries<Record<string, boolean>>({
    MatMul: { transpose_a: false, transpose_b: false },
    BatchMatMulV2: { adj_x: false, adj_y: false },
  }).map(([op, bools]): Trial => ({
    op,
    shape: [2, 2],
    build: (x) => execute(op, [x, tf.eye(2)], { ...float, bools }),
  })),
  {
    op: 'GatherV2',
    shape: [2, 2],
    build: (x) =>
      execute('GatherV2', [x, ints(0, 1), tf.scalar(0, 'int32')], {
        types: { Tparams: 'float32', Tindices: 'int32', Taxis: 'int32' },
      }),
  },
  {
    op: 'SegmentSum',
    shape: [2, 2],
    build: (x) =>
      execute('SegmentSum', [x, ints(0, 1)], { types: { T: 'float32', Tindices: 'int32' } }),
  },
  {
    op: 'UnsortedSegmentSum',
    shape: [2, 2],
    build: (x) =>
      execute('UnsortedSegmentSum', [x, ints(0, 1), tf.scalar(2, 'int32')], {
        types: { T: 'float32', Tindices: 'int32', Tnumsegments: 'int32' },
      }),
  },
  {
    op: 'ArgMax',
    shape: [2, 2],
    build: (x) =>
      execute('ArgMax', [x, tf.scalar(1, 'int32')], {
        types: { T: 'float32', Tidx: 'int32', output_type: 'int32' },
      }),
  },
  {
    op: 'Fill',
    shape: [],
    build: (x) => execute('Fill', [ints(1), x], { types: { T: 'float32', index_type: 'int32' } }),
  },
  // The windows have one element and the kernel multiplies by 1: the result equals the input.
  { op: 'MaxPool', shape: [1, 2, 2, 1], build: (x) => tf.maxPool(x as Tensor4D, 1, 1, 'valid') },
  { op: 'AvgPool', shape: [1, 2, 2, 1], build: (x) => tf.avgPool(x as Tensor4D, 1, 1, 'valid') },
  {
    op: 'Conv2D',
    shape: [1, 2, 2, 1],
    build: (x) => tf.conv2d(x as Tensor4D, tf.ones([1, 1, 1, 1]) as Tensor4D, 1, 'valid'),
  },
];

function mirrorPadGradWithoutPadding(x: Tensor): Tensor {
  const { binding } = backend();
  const types = { T: 'float32', Tpaddings: 'int32' } as const;
  const mode = { name: 'mode', type: binding.TF_ATTR_STRING, value: 'REFLECT' };
  const attributes = [...nativeAttributes(backend(), { types }), mode];
  const inputs = backend().getInputTensorIds([x, tf.zeros([2, 2], 'int32')]);
  const [result] = binding.executeOp('MirrorPadGrad', attributes, inputs, 1);
  return backend().createOutputTensor(result as NativeTensor);
}

const reshape: Trial = { op: 'Reshape', shape: [2, 2], build: (x) => tf.reshape(x, [4]) };
const aliasing: Trial[] = [
  reshape,
  { op: 'ExpandDims', shape: [2, 2], build: (x) => tf.expandDims(x) },
  unary('Identity'),
  unary('StopGradient'),
  unary('PreventGradient'),
  {
    op: 'MirrorPadGrad',
    shape: [2, 2],
    build: mirrorPadGradWithoutPadding,
  },
];

const values = [0.25, 0.5, 0.75, 1];

/** The result of the op in eager execution, and the names of the ops that tfjs executes for it. */
function runEagerly({ shape, build }: Trial): { result: Tensor; executed: string[] } {
  const native = backend();
  const { binding } = native;
  const executed: string[] = [];
  const recordOp: Binding['executeOp'] = (name, ...rest) => {
    executed.push(name);
    return binding.executeOp(name, ...rest);
  };
  native.binding = overrideBinding(binding, { executeOp: recordOp });
  try {
    const x = tf.tensor(values.slice(0, tf.util.sizeFromShape(shape)), shape);
    return { result: build(x), executed };
  } finally {
    native.binding = binding;
  }
}

/** The memory of the inputs. An `ArrayBuffer` is aligned to at least 16 bytes and is never moved. */
const buffer = new ArrayBuffer(256);

/**
 * Assigns the result of the op to a variable in a compiled step, then overwrites the memory of the input,
 * which starts at `offset`. Returns the values of the variable afterwards, and the expected ones.
 */
function runAndOverwrite(trial: Trial, offset: number): { actual: number[]; expected: number[] } {
  return tf.tidy(() => {
    const { shape, build } = trial;
    const { result, executed } = runEagerly(trial);
    expect(executed).toContain(trial.op);
    const variable: Variable = tf.variable(tf.zerosLike(result), false);
    const program = new CompiledProgram({ variables: [{ name: 'result', variable }] });
    try {
      program.add(
        'step',
        ({ x }) => {
          variable.assign(build(x as Tensor));
          return {};
        },
        { x: tf.zeros(shape) },
      );
      const memory = new Float32Array(buffer, offset, tf.util.sizeFromShape(shape));
      memory.set(values.slice(0, memory.length));
      program.run('step', { x: tf.tensor(memory, shape) });
      memory.fill(9);
      program.pullVariables();
      return { actual: valuesOf(variable), expected: valuesOf(result) };
    } finally {
      program.dispose();
      variable.dispose();
    }
  });
}

/** The same with the op declared to allocate its output, so that the trace does not copy it. */
function withoutCopy(trial: Trial, offset: number): number[] {
  declaredAllocating.add(trial.op);
  try {
    return runAndOverwrite(trial, offset).actual;
  } finally {
    declaredAllocating.clear();
  }
}

describe.skipIf(!installed)('the memory of outputs in TensorFlow', () => {
  onTensorFlow();

  // TensorFlow uses fed memory directly if it is aligned to 64 bytes, and copies it otherwise.
  let alignedOffset = -1;
  beforeAll(() => {
    const offsets = [0, 16, 32, 48];
    alignedOffset = offsets.find((offset) => withoutCopy(reshape, offset)[0] === 9) ?? -1;
  });

  it.each(aliasing)('$op shares the memory of its input, unless the trace copies it', (trial) => {
    expect(allocatesOutput(trial.op)).toBe(false);
    expect(runAndOverwrite(trial, alignedOffset).actual).toEqual(values);
    // Without the copy the variable does share the memory: the test can detect it.
    expect(withoutCopy(trial, alignedOffset)).toEqual([9, 9, 9, 9]);
  });

  it.each(allocating)('$op allocates its output', (trial) => {
    expect(allocatesOutput(trial.op)).toBe(true);
    const { actual, expected } = runAndOverwrite(trial, alignedOffset);
    expect(distance(actual, expected)).toBeLessThan(1e-6);
  });
});
