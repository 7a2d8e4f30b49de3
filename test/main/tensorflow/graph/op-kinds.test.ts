import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CompiledProgram } from '#tensorflow/graph/compiled-program';
import {
  bindingWith,
  executeOp,
  nodeBackend,
  type Attributes,
  type Binding,
  type NodeBackend,
} from '#tensorflow/backend/node-backend';
import type * as OpKinds from '#tensorflow/graph/op-kinds';
import { allocatesOutput, unsupportedReason } from '#tensorflow/graph/op-kinds';
import { tf, type Tensor, type Tensor4D, type Variable } from '#tensorflow/backend/tf';
import { distance, installed, onTensorFlow, valuesOf } from '../native';

/** Ops that a test declares to have memory of their own, against what the module says. */
const declared = vi.hoisted(() => new Set<string>());
vi.mock('#tensorflow/graph/op-kinds', async (original) => {
  const actual = await original<typeof OpKinds>();
  return {
    ...actual,
    allocatesOutput: (op: string) => declared.has(op) || actual.allocatesOutput(op),
  };
});

describe('ops that have no place in a compiled step', () => {
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
  ])('%s draws random numbers that no seed brings back', (op) => {
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
  ])('%s gives a shape that depends on the data', (op) => {
    expect(unsupportedReason(op, 1)).toBe(`the shape of what ${op} gives depends on the data`);
    expect(unsupportedReason(op, 2)).toBe(`the shape of what ${op} gives depends on the data`);
  });

  it.each(['NoOp', 'AssignVariableOp', 'ResourceApplyAdam', 'FlushSummaryWriter'])(
    '%s gives no tensor',
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
  ])('%s has its place', (op) => {
    expect(unsupportedReason(op, 1)).toBeNull();
  });
});

describe('the memory of results, by name', () => {
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
    ['random numbers from a seed', ['StatelessRandomUniform', 'StatelessTruncatedNormal']],
    ['activations', ['Sigmoid', 'Tanh', 'Relu', 'Relu6', 'Elu', 'Selu', 'LeakyRelu', 'Softplus']],
    ['logarithms and exponentials', ['Exp', 'Expm1', 'Log', 'Log1p', 'Sqrt', 'Rsqrt', 'Erf']],
    ['other functions of each number', ['Square', 'SquaredDifference', 'Sin', 'Cos', 'IsNan']],
    ['look-ups', ['Gather', 'GatherV2', 'OneHot', 'ArgMax', 'ArgMin']],
    ['what is filled', ['Fill', 'Range']],
  ])('is their own: %s', (_, ops) => {
    for (const op of ops) expect(allocatesOutput(op), op).toBe(true);
  });

  it.each([
    ['other views of the input', ['Identity', 'Reshape', 'ExpandDims', 'Squeeze', 'Bitcast']],
    ['parts of the input', ['Slice', 'StridedSlice', 'Split', 'SplitV', 'Unpack']],
    ['arithmetic with a possible neutral element', ['Add', 'AddV2', 'AddN', 'Sub', 'Mul', 'Pow']],
    ['division', ['Div', 'RealDiv', 'DivNoNan', 'FloorMod']],
    ['reductions, over an axis of length 1 too', ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'All']],
    ['copies that may be left out', ['Cast', 'ConcatV2', 'Pack', 'Tile', 'Pad', 'BroadcastTo']],
    ['orders of axes', ['Transpose', 'ReverseV2']],
    ['choices', ['Select', 'SelectV2', 'Maximum', 'Minimum', 'ClipByValue']],
    ['variables, inputs and constants', ['ReadVariableOp', 'VarHandleOp', 'Placeholder', 'Const']],
    [
      'names that begin or end as those of the other class do',
      ['Sinh', 'Cosh', 'Asin', 'Acos', 'Atanh', 'Erfc', 'Sign', 'LogicalNot', 'GatherNd'],
    ],
    [
      'names that hold one of the other class',
      ['ResourceGather', 'RangeDataset', 'TensorListGather'],
    ],
    ['names in another case', ['matmul', 'relu', 'DepthwiseConv2dNative']],
  ])('may be that of an input: %s', (_, ops) => {
    for (const op of ops) expect(allocatesOutput(op), op).toBe(false);
  });
});

interface Trial {
  op: string;
  shape: number[];
  build(x: Tensor): Tensor;
}

const backend = (): NodeBackend => nodeBackend() as NodeBackend;

/** The first result of an op that is executed by its name. */
function execute(op: string, inputs: Tensor[], attributes: Attributes, outputs = 1): Tensor {
  return executeOp(backend(), op, inputs, attributes, outputs)[0] as Tensor;
}

const float: Attributes = { types: { T: 'float32' } };
/** An op of one input, in the shape [2, 2]. */
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

const own: Trial[] = [
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
  // The products are with the identity matrix, so that the result equals the input.
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
  // Windows of one number, and a kernel that multiplies by 1: the result equals the input.
  { op: 'MaxPool', shape: [1, 2, 2, 1], build: (x) => tf.maxPool(x as Tensor4D, 1, 1, 'valid') },
  { op: 'AvgPool', shape: [1, 2, 2, 1], build: (x) => tf.avgPool(x as Tensor4D, 1, 1, 'valid') },
  {
    op: 'Conv2D',
    shape: [1, 2, 2, 1],
    build: (x) => tf.conv2d(x as Tensor4D, tf.ones([1, 1, 1, 1]) as Tensor4D, 1, 'valid'),
  },
];

const view: Trial = { op: 'Reshape', shape: [2, 2], build: (x) => tf.reshape(x, [4]) };
const shared: Trial[] = [
  view,
  { op: 'ExpandDims', shape: [2, 2], build: (x) => tf.expandDims(x) },
  unary('Identity'),
];

const values = [0.25, 0.5, 0.75, 1];

/** What the op gives outside a program, and the names of the ops that are executed for it. */
function eagerly({ shape, build }: Trial): { result: Tensor; executed: string[] } {
  const native = backend();
  const { binding } = native;
  const executed: string[] = [];
  const listen: Binding['executeOp'] = (name, ...rest) => {
    executed.push(name);
    return binding.executeOp(name, ...rest);
  };
  native.binding = bindingWith(binding, { executeOp: listen });
  try {
    const x = tf.tensor(values.slice(0, tf.util.sizeFromShape(shape)), shape);
    return { result: build(x), executed };
  } finally {
    native.binding = binding;
  }
}

/** Memory for the inputs. An `ArrayBuffer` is aligned to 16 bytes at least, and never moved. */
const buffer = new ArrayBuffer(256);

/**
 * Assigns the op's result to a variable in a compiled step and then overwrites the memory of the step's
 * input, which begins at `offset`: what the variable holds afterwards, and what it has to hold.
 */
function afterReuse(trial: Trial, offset: number): { actual: number[]; expected: number[] } {
  return tf.tidy(() => {
    const { shape, build } = trial;
    const { result, executed } = eagerly(trial);
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

/** The same, with the op declared to have memory of its own, so that its result is not copied. */
function withoutCopy(trial: Trial, offset: number): number[] {
  declared.add(trial.op);
  try {
    return afterReuse(trial, offset).actual;
  } finally {
    declared.clear();
  }
}

describe.skipIf(!installed)('the memory of results, in TensorFlow', () => {
  onTensorFlow();

  // TensorFlow takes over memory that is aligned to 64 bytes and copies any other.
  let aligned = -1;
  beforeAll(() => {
    const offsets = [0, 16, 32, 48];
    aligned = offsets.find((offset) => withoutCopy(view, offset)[0] === 9) ?? -1;
  });

  it.each(shared)('$op shares that of its input, unless it is copied', (trial) => {
    expect(allocatesOutput(trial.op)).toBe(false);
    expect(afterReuse(trial, aligned).actual).toEqual(values);
    // So these tests do see it where memory is shared.
    expect(withoutCopy(trial, aligned)).toEqual([9, 9, 9, 9]);
  });

  it.each(own)('$op has memory of its own', (trial) => {
    expect(allocatesOutput(trial.op)).toBe(true);
    const { actual, expected } = afterReuse(trial, aligned);
    expect(distance(actual, expected)).toBeLessThan(1e-6);
  });
});
