/** The models whose step is timed at several sizes: in each sweep one size grows and the others stay. */
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { lstm } from '../workloads';

export const sweepNames = ['width', 'depth', 'batch', 'unroll'] as const;
export type SweepName = (typeof sweepNames)[number];

export interface Sweep {
  name: SweepName;
  /** What stays the same. */
  model: string;
  values: readonly number[];
  /** Those of `--quick`. */
  quickValues: readonly number[];
  /** Those at which torch.compile is timed, which takes 20 s or more for each. */
  slowValues: readonly number[];
  /** Whether twice the value means twice the operations in the graph, not only larger ones. */
  growsGraph: boolean;
  build(value: number): ExperimentInput;
  /** Multiply-adds of the matrix products of a step, forward and backward. */
  multiplyAdds(value: number): number;
}

interface PerceptronSize {
  width: number;
  /** Hidden layers. */
  depth: number;
  batch: number;
}

const [pixels, classes] = [28 * 28, 10];
const [units, symbols, rows] = [256, 50, 32];

/** PyTorch rejects a batch of one example with batch normalisation. */
const sweepOf = (
  size: (value: number) => PerceptronSize,
  batchNorm = true,
): Pick<Sweep, 'build' | 'multiplyAdds'> => ({
  build: (value) => perceptron(size(value), batchNorm),
  multiplyAdds: (value) => multiplyAddsOfPerceptron(size(value)),
});

export const sweeps: readonly Sweep[] = [
  {
    name: 'width',
    model: 'perceptron with 3 hidden layers and batch normalisation, 256 images a step',
    values: [64, 128, 256, 512, 1024, 2048, 4096],
    quickValues: [64, 512, 2048],
    slowValues: [64, 256, 1024, 4096],
    growsGraph: false,
    ...sweepOf((width) => ({ width, depth: 3, batch: 256 })),
  },
  {
    name: 'depth',
    model: 'perceptron with hidden layers of 256 units and batch normalisation, 256 images a step',
    values: [2, 4, 8, 16, 32, 64],
    quickValues: [2, 8, 32],
    slowValues: [2, 8, 16, 32, 64],
    growsGraph: true,
    ...sweepOf((depth) => ({ width: 256, depth, batch: 256 })),
  },
  {
    name: 'batch',
    model: 'perceptron with 3 hidden layers of 256 units',
    values: [1, 4, 16, 64, 256, 1024, 4096],
    quickValues: [1, 64, 4096],
    slowValues: [1, 16, 256, 4096],
    growsGraph: false,
    ...sweepOf((batch) => ({ width: 256, depth: 3, batch }), false),
  },
  {
    name: 'unroll',
    model: `LSTM of ${units} units, ${rows} rows of symbols a step, the gradient cut between steps`,
    values: [4, 8, 20, 40, 100, 200, 400],
    quickValues: [4, 40],
    slowValues: [4, 20, 40, 100, 200, 400],
    growsGraph: true,
    build: (ticks) => lstm(units, ticks, 'none'),
    multiplyAdds: (ticks: number): number => {
      const ofInputs = symbols * 4 * units;
      return rows * ticks * (2 * ofInputs + 3 * (units * 4 * units + units * symbols));
    },
  },
];

export function experimentOf(sweep: Sweep, value: number): Experiment {
  return experimentSchema.parse(sweep.build(value));
}

/** Three products for each weight matrix, but for the first, which needs no gradient of its inputs. */
function multiplyAddsOfPerceptron({ width, depth, batch }: PerceptronSize): number {
  const others = (depth - 1) * width * width + width * classes;
  return batch * (2 * pixels * width + 3 * others);
}

function perceptron(size: PerceptronSize, batchNorm: boolean): ExperimentInput {
  const hidden = Array.from({ length: size.depth }, (_, index) => `hidden${index + 1}`);
  const chain = ['image', ...hidden, 'logits', 'loss'];
  const layer = { kind: 'dense', units: size.width, batchNorm, activation: 'relu' } as const;
  return {
    version: 1,
    name: `${size.depth} layers of ${size.width} units, ${size.batch} images`,
    model: {
      nodes: {
        image: { kind: 'input', field: 'image' },
        ...Object.fromEntries(hidden.map((name) => [name, layer])),
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: chain.slice(1).map((to, index) => ({ from: chain[index] ?? '', to })),
    },
    task: { kind: 'mnist' },
    training: {
      method: 'backprop',
      steps: 10_000,
      batch: size.batch,
      optimizer: { kind: 'adam', rate: 1e-4 },
    },
  };
}
