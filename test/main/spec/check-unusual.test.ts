import { describe, expect, it } from 'vitest';
import { checkUnusual } from '#spec/check-unusual';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { formatProblem } from '#spec/problems';
import type { PartCounts, TaskData } from '#spec/task-data';
import { experiment, model, template } from './make';

const mnist: PartCounts = { train: 55_000, validation: 5000, test: 10_000 };
const withCounts = (counts: PartCounts | null): TaskData => ({
  fields: null,
  counts,
  bytes: 0,
  problem: null,
});

function find(spec: Experiment, counts: PartCounts | null = mnist): string[] {
  const problems = checkUnusual(spec, withCounts(counts));
  expect(problems.every(({ severity }) => severity === 'warning')).toBe(true);
  return problems.map(formatProblem);
}

/** The warnings of `mnist-cdni` with other training settings. */
function train(values: object, counts?: PartCounts): string[] {
  const spec = template('mnist-cdni');
  return find(
    experimentSchema.parse({ ...spec, training: { ...spec.training, ...values } }),
    counts,
  );
}

describe('precision', () => {
  const spec = template('mnist-cdni');
  const warningsOn = (bfloat16: boolean | undefined, values: object): string[] =>
    checkUnusual(
      experimentSchema.parse({ ...spec, training: { ...spec.training, ...values } }),
      withCounts(mnist),
      { memory: 1e10, gpu: null, bfloat16 },
    ).map(formatProblem);

  it('warns of products of bfloat16 where they are slower or not there', () => {
    expect(warningsOn(false, { precision: 'bfloat16' })).toEqual([
      "warning at training.precision: This machine has no fast arithmetic for bfloat16 (AMX, AVX-512 BF16 or a GPU): steps take longer than in float32. Set 'Precision' to float32.",
    ]);
    expect(warningsOn(true, { precision: 'bfloat16', compiled: false })).toEqual([
      "warning at training.precision: Only compiled steps have products of bfloat16: this run trains in float32. Set 'Precision' to float32.",
    ]);
    expect(warningsOn(true, { precision: 'bfloat16' })).toEqual([]);
    expect(warningsOn(undefined, { precision: 'bfloat16' })).toEqual([]);
    expect(warningsOn(false, {})).toEqual([]);
  });
});

const optimizer = (settings: object) => train({ optimizer: settings });

describe('optimizers', () => {
  it.each([
    [
      { kind: 'adam', rate: 10 },
      /^warning at training\.optimizer: The learning rate of the run is 10, which is unusually high for Adam: each update moves every weight by about as much, more than its initial size\. Lower it, for example to 0\.001\.$/,
    ],
    [{ kind: 'rmsprop', rate: 0.2 }, /unusually high for RMSProp/],
    [
      { kind: 'sgd', rate: 10 },
      /unusually high for SGD: training mostly diverges\. Lower it, for example to 0\.1\.$/,
    ],
    [{ kind: 'momentum', rate: 1 }, /is 1, with a momentum of 0\.9 10 in the long run/],
    [
      { kind: 'momentum', rate: 0.1, momentum: 0.99 },
      /is 0\.1, with a momentum of 0\.99 10 in the long run/,
    ],
    [
      { kind: 'adam', rate: 1e-12 },
      /is 1e-12: each update moves a weight by about as much, which is lost in rounding/,
    ],
    [
      { kind: 'sgd', rate: 0.1, weightDecay: 5 },
      /weight decay of the run takes 50 % of every weight away at each update/,
    ],
    [
      { kind: 'adam', rate: 0.001, schedule: { kind: 'exponential', factor: 2, every: 1000 } },
      /raises the learning rate, up to 1\.02 in step 10,000/,
    ],
  ])('%j', (settings, sentence) => {
    const found = optimizer(settings);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(sentence);
  });

  it.each([
    { kind: 'adam', rate: 0.1 },
    { kind: 'sgd', rate: 1 },
    { kind: 'momentum', rate: 0.1 },
    { kind: 'sgd', rate: 1e-12 },
    { kind: 'adam', rate: 1e-3, weightDecay: 0.1 },
    { kind: 'adam', rate: 0.001, schedule: { kind: 'step', at: [10] } },
    { kind: 'adam', rate: 0.001, schedule: { kind: 'cosine', end: 0.1 } },
  ])('%j is usual', (settings) => expect(optimizer(settings)).toEqual([]));

  it('of interfaces are examined where the method trains them', () => {
    const spec = template('recall-dni');
    for (const { decoupled } of spec.model.edges)
      if (decoupled) decoupled.optimizer = { ...spec.training.optimizer, rate: 10 };
    expect(find(spec, null)[0]).toContain(
      "The learning rate of the synthesizer of 'core->core' is 10",
    );
    expect(find({ ...spec, training: { ...spec.training, method: 'none' } }, null)).toEqual([]);
  });
});

const x = { kind: 'input', field: 'image' };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const dense = { kind: 'dense', units: 10 };
const settings = { steps: 1000, evaluateEvery: 500 };

describe('layers', () => {
  it.each([
    [
      'relu',
      /'a' applies relu to the logits of the cross entropy 'loss', which makes all negative ones equal and passes no gradient back through them\. Its softmax wants them as they are: set it to linear\./,
    ],
    ['sigmoid', /which keeps them between 0 and 1/],
    ['tanh', /which keeps them between −1 and 1/],
  ])('%s on the logits of a cross entropy', (activation, sentence) => {
    const chain = model({ x, a: { ...dense, activation }, loss }, ['x>a', 'a>loss']);
    const spec = experiment(chain, settings);
    expect(find(spec)).toEqual([expect.stringMatching(sentence)]);
    const [problem] = checkUnusual(spec, null);
    expect(problem?.fix).toEqual({ kind: 'setNode', node: 'a', values: { activation: 'linear' } });
  });

  it('an activation node, or a core, in their place', () => {
    const act = { kind: 'activation', function: 'relu' };
    const nodes = model({ x, a: dense, act, loss }, ['x>a', 'a>act', 'act>loss']);
    expect(find(experiment(nodes, settings))[0]).toContain("'act' applies relu to the logits");
    const core = model({ x, core: { kind: 'gru', units: 10 }, loss }, ['x>core', 'core>loss']);
    expect(find(experiment(core, settings))[0]).toContain('Put a dense layer between them.');
  });

  it('not before a squared error, nor below the logits', () => {
    const mse = { kind: 'meanSquaredError', target: 'image' };
    const squared = model({ x, a: { ...dense, activation: 'relu' }, mse }, ['x>a', 'a>mse']);
    expect(find(experiment(squared, settings))).toEqual([]);
    expect(train({})).toEqual([]);
  });

  it('dropout of nearly everything, and layers of one unit', () => {
    const drop = { kind: 'dropout', rate: 0.95 };
    const nodes = model({ x, one: { ...dense, units: 1 }, drop, a: dense, loss }, [
      'x>one',
      'one>drop',
      'drop>a',
      'a>loss',
    ]);
    expect(find(experiment(nodes, settings))).toEqual([
      expect.stringContaining("'one' has a single unit: all that lies above it sees one number."),
      expect.stringContaining("'drop' drops 95 % of what arrives."),
    ]);
    // One number may be what is predicted.
    const regression = model({ x, one: { ...dense, units: 1 }, loss }, ['x>one', 'one>loss']);
    expect(find(experiment(regression, settings))).toEqual([]);
  });
});

describe('interfaces', () => {
  const change = (decoupling: object, training: object = {}) => {
    const spec = template('mnist-cdni');
    for (const edge of spec.model.edges)
      if (edge.decoupled) Object.assign(edge.decoupled, decoupling);
    return find({ ...spec, training: { ...spec.training, ...training } });
  };

  it('whose gradient is never used', () => {
    expect(change({ syntheticGradientScale: 0 })[0]).toContain(
      "The synthetic gradient of 'hidden1->hidden2' is multiplied by 0",
    );
    expect(change({ warmup: 10_000 })[0]).toContain(
      'warms up for 10,000 steps, and the run has 10,000: its gradient is never used.',
    );
    expect(change({ syntheticGradientScale: 0 }, { method: 'backprop' })).toEqual([]);
  });

  it('with a bottleneck of one number', () => {
    const synthesizer = { kind: 'mlp', hidden: [1], batchNorm: false, activation: 'relu' };
    expect(change({ synthesizer })[0]).toContain('has a hidden layer of size 1');
  });
});

describe('the data', () => {
  it('smaller than a batch', () => {
    const [found] = train({ batch: 256 }, { train: 100, validation: 10, test: 10 });
    expect(found).toBe(
      'warning at training.batch: The batch has 256 examples, and the training part 100: each batch repeats some. Lower it to 100 or less.',
    );
  });

  it('without a validation part', () => {
    const [found] = train({}, { train: 60_000, validation: 0, test: 10_000 });
    expect(found).toMatch(
      /^warning at task\.validation: The data has no validation part, so that no step/,
    );
    const text = template('char-lm-dni-8');
    expect(find(text, { train: 100_000, validation: 0, test: 5 })[0]).toContain(
      'validationFraction',
    );
    const counting = template('counting-dni');
    expect(
      find({ ...counting, task: { ...counting.task, validation: 0 } as never }, null)[0],
    ).toContain('no validation part');
    expect(find(template('recall-dni'), null)).toEqual([]);
  });
});

describe('the schedule', () => {
  it('of a run of one step', () => {
    expect(train({ steps: 1, batch: 1 }).join(' ')).toContain(
      'The run has 1 step and is evaluated every 500',
    );
    expect(train({ batch: 1, evaluateEvery: 1 }).join(' ')).toContain(
      'Between two evaluations 1 example is trained on, and each evaluates 15,000',
    );
  });

  it('evaluations that are never made, or dominate', () => {
    expect(train({ steps: 100 })[0]).toBe(
      "warning at training.evaluateEvery: The run has 100 steps and is evaluated every 500: only before the first step and after the last. Lower 'Evaluate every' to see a curve.",
    );
    // 15,000 forward passes cost as much as 5,000 training steps of one example: 19.5 batches of 256.
    expect(train({ evaluateEvery: 20 })).toEqual([]);
    expect(train({ evaluateEvery: 19 })[0]).toContain(
      'Between two evaluations 4,864 examples are trained on, and each evaluates 15,000: evaluating takes longer than training.',
    );
  });

  it('checkpoints and diagnostics that dominate', () => {
    expect(train({ checkpointEvery: 1 })[0]).toContain(
      'A checkpoint is written every step, 10,000 in all',
    );
    const spec = template('mnist-cdni');
    const every = (steps: number) =>
      find({ ...spec, diagnostics: { ...spec.diagnostics, every: steps, batch: 2560 } });
    expect(every(10)).toEqual([]);
    expect(every(9)[0]).toContain(
      'The interfaces are examined on 2,560 examples every 9 steps of 256',
    );
    const { steps } = spec.training;
    expect(every(steps)).toEqual([]);
    expect(every(steps + 1)[0]).toContain(
      `interfaces are examined every ${(steps + 1).toLocaleString('en')}: only before the first step`,
    );
  });

  it('an unroll that is longer than a sequence', () => {
    const spec = template('copy-bptt');
    const fixed = experimentSchema.parse({
      ...spec,
      task: { kind: 'copy', curriculum: false, length: 3 },
      training: { ...spec.training, unroll: 8 },
    });
    // 3 symbols, a delimiter, 3 answers.
    expect(find(fixed, null)).toEqual([
      expect.stringContaining(
        'A sequence of the task has 7 ticks, and a module is unrolled over 8',
      ),
    ]);
    expect(find({ ...fixed, training: { ...fixed.training, unroll: 7 } }, null)).toEqual([]);
    expect(find(spec, null)).toEqual([]);
  });
});
