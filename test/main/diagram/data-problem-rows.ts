import { experimentSchema, type Experiment } from '#spec/experiment';
import { experiment, model, template } from '../spec/make';
import type { ProblemRow } from './problem-row';

type Json = Record<string, unknown>;
const dense = { kind: 'dense', units: 10 };
const image = { kind: 'input', field: 'image' };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const features = { kind: 'values' as const, shape: [3] };
const parts = (train: number, validation = 10, test = 10) => ({
  counts: { train, validation, test },
});

function changed(name: string, change: (spec: Experiment) => void): Experiment {
  const spec = template(name);
  change(spec);
  return experimentSchema.parse(spec);
}

/** A recurrent model that predicts the next rows of imported data. */
const series = (task: Json, training: Json = {}): Experiment =>
  experimentSchema.parse({
    version: 1,
    name: 'Next rows',
    model: {
      nodes: {
        features: { kind: 'input', field: 'features' },
        core: { kind: 'rnn', units: 4 },
        next: { kind: 'dense', units: 3 },
        loss: { kind: 'meanSquaredError', target: 'next' },
      },
      edges: [
        { from: 'features', to: 'core' },
        { from: 'core', to: 'core', delay: 1 },
        { from: 'core', to: 'next' },
        { from: 'next', to: 'loss' },
      ],
    },
    task: { kind: 'sequence', dataset: 'motion', fields: { features }, ahead: 1, ...task },
    training: {
      ...{ steps: 1000, evaluateEvery: 500, unroll: 4, batch: 2, method: 'none' },
      ...{ optimizer: { kind: 'sgd', rate: 0.1 }, ...training },
    },
  });

const chain = { image, a: dense, b: dense, loss };
const plain = ['image>a', 'a>b', 'b>loss'];
const steps = { steps: 1000, evaluateEvery: 500 };
const trained = (training: Json): Experiment =>
  experiment(model(chain, plain), { ...steps, ...training });

/** The data of a task, and what of it the machine can hold. */
export const dataRows: ProblemRow[] = [
  [
    'is not imported',
    series({ fields: undefined }),
    ['setting Data set'],
    null,
    { fields: null, counts: null },
  ],
  [
    "'Asked for' is at the end",
    series({ asked: 'last' }),
    ['setting Asked for'],
    "Set 'Asked for' to all",
    parts(100),
  ],
  [
    "'Stride' tells where sequences begin",
    series({ stride: 4 }),
    ['setting Stride'],
    "Leave out 'Stride'",
    parts(100),
  ],
  [
    'too few for a sequence of 50 ticks',
    series({ length: 50 }),
    ['setting Length'],
    "Set 'Length' to 9",
    parts(40),
  ],
  [
    'too few for a batch of 32 streams',
    series({}, { batch: 32 }),
    ['setting Batch'],
    "Set 'Batch' to 19",
    parts(20),
  ],
  [
    'nothing to predict but its own next rows',
    series({ ahead: 0 }),
    ['setting Ahead'],
    "Set 'Ahead' to 1",
    parts(100),
  ],
  [
    'has nothing to predict: it was imported',
    experimentSchema.parse({
      ...experiment(
        model(
          {
            features: { kind: 'input', field: 'features' },
            a: { ...dense, units: 3 },
            loss: { kind: 'meanSquaredError', target: 'next' },
          },
          ['features>a', 'a>loss'],
        ),
        steps,
      ),
      task: { kind: 'dataset', dataset: 'motion', fields: { features } },
    }),
    ['setting Data'],
    null,
    parts(1000),
  ],
  [
    'The data has no validation part',
    changed('spirals-cdni', (spec) => {
      Object.assign(spec.task, { validation: 0 });
    }),
    ['setting Validation'],
    null,
    { counts: null },
  ],
  [
    'judges the run by its validation part',
    trained({ stopEarly: { patience: 3 } }),
    ['setting Stop early after'],
    "Leave out 'Stop early after'",
    parts(60_000, 0),
  ],
  // What machines can hold.
  [
    'but this machine has 25 GB',
    trained({ batch: 1_000_000_000 }),
    ['setting Batch'],
    null,
    { machine: { memory: 25e9, gpu: null } },
  ],
  [
    'may be out by a factor of two',
    changed('mnist-cdni', ({ training }) => {
      training.batch = 500_000;
    }),
    ['setting Batch'],
    null,
    { machine: { memory: 25.3e9, gpu: null } },
  ],
  [
    "The weights of 'a' would be one tensor",
    experiment(model({ ...chain, a: { ...dense, units: 3_000_000 } }, plain), steps),
    ['node a', 'setting Units'],
    null,
  ],
  [
    'A step needs',
    changed('mnist-cnn-cdni', ({ training }) => {
      training.batch = 1_000_000;
    }),
    ['setting Batch'],
    null,
  ],
  ['The run needs', trained({ steps: 1e15 }), ['setting Steps'], null],
];

/** The only problems that are of no part of the model: there are more than a list can show. */
const many = (count: number): Experiment => {
  const unused = Array.from({ length: count }, (_, index) => [`x${index}`, image] as const);
  return experiment(model({ ...chain, ...Object.fromEntries(unused) }, plain), steps);
};
export const countRows: ProblemRow[] = [
  ['There is one more problem', many(101), ['list'], null],
  ['There are 20 more problems', many(120), ['list'], null],
];
