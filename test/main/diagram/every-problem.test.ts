import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findMissingParts } from '#diagram/missing-parts';
import { applyFix, describeFix } from '#spec/apply-fix';
import { checkExperiment } from '#spec/check-experiment';
import { checkReadiness } from '#spec/check-readiness';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { nodeSchema } from '#spec/nodes';
import type { Fix, Problem } from '#spec/problems';
import { labelSetting } from '#spec/setting-label';
import { taskFields } from '#spec/task';
import { experiment, model, template } from '../spec/make';
import { listSentences } from '../spec/problem-sentences';
import { countRows, dataRows } from './data-problem-rows';
import type { ProblemRow } from './problem-row';
import { streamRows } from './stream-problem-rows';

/**
 * One model for each problem: where the window shows it, what its fix promises, and that the fix removes the problem and
 * does nothing else that is an error.
 */

const checks = fileURLToPath(new URL('../../../src-main/spec/check-readiness.ts', import.meta.url));
type Json = Record<string, unknown>;
const image = { kind: 'input', field: 'image' };
const grid = { ...image, layout: 'grid' };
const dense = { kind: 'dense', units: 10 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const chain = { image, a: dense, b: dense, loss };
const plain = ['image>a', 'a>b', 'b>loss'];
const quiet = { steps: 1000, evaluateEvery: 500 };

const mnist = (nodes: Json, edges: readonly string[], training: Json = {}): Experiment =>
  experiment(model(nodes, edges), { ...quiet, ...training });
const trained = (training: Json, more: Json = {}): Experiment =>
  experimentSchema.parse({ ...mnist(chain, plain, training), ...more });

/** A template with the value at a path replaced. */
function changed(name: string, change: (spec: Experiment) => void): Experiment {
  const spec = template(name);
  change(spec);
  return experimentSchema.parse(spec);
}
const decoupling = (values: Json) =>
  changed('mnist-cdni', ({ model: { edges } }) => {
    for (const { decoupled } of edges.slice(1, 2)) Object.assign(decoupled ?? {}, values);
  });
const onLoop = (values: Json) =>
  changed('recall-dni', ({ model: { edges } }) => {
    for (const edge of edges) Object.assign(edge.decoupled ?? {}, values);
  });
const moved = (edges: readonly string[]): Experiment => {
  const spec = mnist(chain, plain);
  return { ...spec, model: { ...spec.model, ...model(chain, edges) } };
};

const rows: ProblemRow[] = [
  ...dataRows,
  ...streamRows,
  ...countRows,
  // What is missing.
  [
    'has no input',
    mnist({ a: dense, loss }, ['a>loss']),
    ['ghost', 'list'],
    "Add image, an input that reads 'image', before a",
  ],
  [
    "Nothing arrives at 'a'",
    mnist({ a: dense, loss }, ['a>loss']),
    ['ghost', 'node a'],
    "Add image, an input that reads 'image', before a",
  ],
  [
    'has no loss',
    mnist({ image, a: dense }, ['image>a']),
    ['ghost', 'list'],
    "Add loss, a softmax cross entropy with the target 'label', after a",
  ],
  [
    "Nothing arrives at 'loss'",
    mnist({ image, a: dense, loss }, ['image>a']),
    ['ghost', 'node loss'],
    'Connect a to loss',
  ],
  [
    'expects a vector',
    mnist({ image: grid, a: dense, loss }, ['image>a', 'a>loss']),
    ['ghost', 'node a', 'edge image->a'],
    'Insert a flatten on image → a',
  ],
  [
    'has no edge to itself',
    changed('recall-dni', (spec) => {
      spec.model.edges = spec.model.edges.filter(({ delay }) => !delay);
    }),
    ['ghost', 'node core'],
    'Connect core to itself',
  ],
  [
    'classes), but',
    mnist(
      { image, a: { ...dense, units: 7 }, act: { kind: 'activation', function: 'linear' }, loss },
      ['image>a', 'a>act', 'act>loss'],
    ),
    ['ghost', 'node loss'],
    'Put logits, a dense layer of 10 units, on act → loss',
  ],
  // The graph.
  [
    'that does not exist',
    moved(['image>a', 'a>b', 'b>loss', 'b>gone']),
    ['edge b->gone'],
    'Remove the edge b → gone',
  ],
  ['There are two edges', moved([...plain, 'a>b']), ['edge a->b'], 'Keep one of the edges a → b'],
  [
    'has an edge coming in',
    moved([...plain, 'a>image']),
    ['node image'],
    'Remove the edge a → image',
  ],
  ['has an edge going out', moved([...plain, 'loss>a']), ['node loss'], 'Remove the edge loss → a'],
  [
    'but only one comes in',
    mnist({ ...chain, sum: { kind: 'add' } }, ['image>a', 'a>sum', 'sum>b', 'b>loss']),
    ['node sum'],
    'Take sum out, and join its neighbours',
  ],
  [
    'so it learns nothing',
    mnist({ ...chain, c: dense }, [...plain, 'a>c']),
    ['node c'],
    'Remove c and its edge a → c',
  ],
  [
    'There is a cycle',
    mnist({ image, a: dense, sum: { kind: 'add' }, loss }, [
      'image>sum',
      'sum>a',
      'a>sum',
      'a>loss',
    ]),
    ['node a'],
    null,
  ],
  [
    'There is a cycle',
    changed('recall-dni', ({ model: { nodes, edges } }) => {
      nodes['d'] = nodeSchema.parse({ kind: 'dense', units: 4 });
      nodes['join'] = nodeSchema.parse({ kind: 'concat' });
      edges.push({ from: 'core', to: 'join' }, { from: 'join', to: 'd' });
      edges.push({ from: 'd', to: 'join' });
    }),
    ['node d'],
    "Set 'Delay' of d → join to 1",
  ],
  ['takes one message, but 2', moved([...plain, 'image>b']), ['node b'], null],
  ['so it is not used', mnist({ ...chain, x2: image }, plain), ['node x2'], null],
  // Settings of nodes.
  [
    'has no such field',
    mnist({ ...chain, image: { ...image, field: 'gone' } }, plain),
    ['node image', 'setting Field'],
    "Set 'Field' to image in image",
  ],
  [
    'which have no index',
    mnist({ ...chain, image: { ...image, layout: 'index' } }, plain),
    ['node image', 'setting Layout'],
    "Set 'Layout' to vector in image",
  ],
  [
    'expects a feature map',
    mnist(
      {
        image,
        c: { kind: 'conv2d', filters: 4, kernel: 3 },
        f: { kind: 'flatten' },
        a: dense,
        loss,
      },
      ['image>c', 'c>f', 'f>a', 'a>loss'],
    ),
    ['node c', 'edge image->c'],
    "Set 'Layout' to grid in image",
  ],
  [
    'does not fit into the map',
    mnist(
      {
        image: grid,
        c: { kind: 'conv2d', filters: 4, kernel: 40, padding: 'valid' },
        f: { kind: 'flatten' },
        a: dense,
        loss,
      },
      ['image>c', 'c>f', 'f>a', 'a>loss'],
    ),
    ['node c'],
    "Set 'Padding' to same in c",
  ],
  [
    'classes), but',
    mnist({ image, a: { ...dense, units: 7 }, loss }, ['image>a', 'a>loss']),
    ['node loss'],
    "Set 'Units' to 10 in a",
  ],
  [
    'which the task does not offer',
    mnist({ ...chain, loss: { ...loss, target: 'gone' } }, plain),
    ['node loss', 'setting Target'],
    "Set 'Target' to label in loss",
  ],
  [
    'needs a label, but',
    mnist({ ...chain, b: { ...dense, units: 784 }, loss: { ...loss, target: 'image' } }, plain),
    ['node loss', 'setting Target'],
    "Make loss a mean squared error with the target 'image'",
  ],
  [
    'by their squared error',
    mnist({ ...chain, loss: { ...loss, kind: 'meanSquaredError' } }, plain),
    ['node loss', 'setting Target'],
    "Make loss a softmax cross entropy with the target 'label'",
  ],
  [
    'applies relu to the logits',
    mnist({ ...chain, b: { ...dense, activation: 'relu' } }, plain),
    ['node b', 'setting Activation'],
    "Set 'Activation' to linear in b",
  ],
  [
    'applies tanh to the logits',
    mnist({ ...chain, b: { kind: 'rnn', units: 10 } }, plain),
    ['ghost', 'node b'],
    'Put logits, a dense layer of 10 units, on b → loss',
  ],
  [
    "'b' normalises what the loss",
    mnist({ ...chain, b: { ...dense, batchNorm: true } }, plain),
    ['node b', 'setting Batch norm'],
    "Set 'Batch norm' to off in b",
  ],
  [
    "'n' normalises what the loss",
    mnist({ ...chain, n: { kind: 'batchNorm' } }, ['image>a', 'a>b', 'b>n', 'n>loss']),
    ['node n'],
    'Take n out, and join its neighbours',
  ],
  [
    "'n' drops a part",
    mnist({ ...chain, n: { kind: 'dropout', rate: 0.2 } }, ['image>a', 'a>b', 'b>n', 'n>loss']),
    ['node n'],
    'Take n out, and join its neighbours',
  ],
  [
    'drops 95 %',
    mnist({ ...chain, n: { kind: 'dropout', rate: 0.95 } }, ['image>a', 'a>n', 'n>b', 'b>loss']),
    ['node n', 'setting Rate'],
    "Set 'Rate' to 0.5 in n",
  ],
  [
    'has a single unit',
    mnist({ ...chain, a: { ...dense, units: 1 } }, plain),
    ['node a', 'setting Units'],
    null,
  ],
  // Edges.
  [
    'it comes from the input',
    mnist(chain, ['image>>a', 'a>b', 'b>loss']),
    ['edge image->a'],
    'Couple image → a again, without its synthesizer',
  ],
  [
    'it leads into the loss',
    mnist(chain, ['image>a', 'a>b', 'b>>loss']),
    ['edge b->loss'],
    'Couple b → loss again, without its synthesizer',
  ],
  [
    'Above the decoupled edge',
    mnist({ ...chain, act: { kind: 'activation', function: 'linear' } }, [
      'image>a',
      'a>b',
      'b>>act',
      'act>loss',
    ]),
    ['edge b->act'],
    'Couple b → act again, without its synthesizer',
  ],
  [
    'are also joined by coupled edges',
    mnist({ ...chain, sum: { kind: 'add' } }, ['image>a', 'a>>b', 'b>sum', 'a>sum', 'sum>loss']),
    ['edge a->b'],
    null,
  ],
  [
    'is convolutional, but',
    decoupling({ synthesizer: { kind: 'conv' } }),
    ['edge hidden1->hidden2'],
    "Set 'Kind' to mlp in the synthesizer of hidden1 → hidden2",
  ],
  [
    'leads to no loss with a target',
    changed('mnist-cdni', (spec) => {
      for (const node of Object.values(spec.model.nodes))
        if ('target' in node) node.target = 'gone';
    }),
    ['edge hidden1->hidden2'],
    "Set 'Also sees' to nothing in the synthesizer of hidden1 → hidden2",
  ],
  [
    'the task is a set of examples',
    decoupling({ synthesizer: { kind: 'mlp', condition: { inputs: 4 } } }),
    ['edge hidden1->hidden2', 'setting Also sees'],
    "Set 'Also sees' to nothing in the synthesizer of hidden1 → hidden2",
  ],
  [
    'which says nothing of the ticks to come',
    onLoop({ synthesizer: { kind: 'mlp', condition: 'label' } }),
    ['edge core->core', 'setting Also sees'],
    "Set 'Also sees' to the last 8 inputs in the synthesizer of core → core",
  ],
  [
    'its message is there before it is needed',
    onLoop({ syntheticInput: { hidden: [] } }),
    ['edge core->core', 'setting Synthetic input'],
    "Leave out 'Synthetic input' of core → core",
  ],
  [
    'wants a recurrent edge',
    decoupling({ auxiliary: true }),
    ['edge hidden1->hidden2', 'setting Auxiliary task'],
    "Set 'Auxiliary task' of hidden1 → hidden2 to off",
  ],
  [
    'its gradient is never used',
    decoupling({ warmup: 10_000_000 }),
    ['edge hidden1->hidden2', 'setting Warm-up'],
    "Set 'Warm-up' of hidden1 → hidden2 to 0",
  ],
  [
    'is multiplied by 0',
    decoupling({ syntheticGradientScale: 0 }),
    ['edge hidden1->hidden2', 'setting Scale k'],
    "Leave out 'Scale k' of hidden1 → hidden2",
  ],
  [
    'has a hidden layer of size 1',
    decoupling({ synthesizer: { kind: 'mlp', hidden: [1] } }),
    ['edge hidden1->hidden2'],
    "Set 'Hidden layers' to none in the synthesizer of hidden1 → hidden2",
  ],
  [
    'The learning rate of the synthesizer',
    decoupling({ optimizer: { kind: 'adam', rate: 10 } }),
    ['edge hidden1->hidden2'],
    "Set 'Learning rate' of hidden1 → hidden2 to 0.001",
  ],
  // Training.
  [
    'is 10, which is unusually high',
    trained({ optimizer: { kind: 'adam', rate: 10 } }),
    ['setting Optimizer'],
    "Set 'Learning rate' to 0.001",
  ],
  [
    'of every weight away',
    trained({ optimizer: { kind: 'sgd', rate: 0.1, weightDecay: 5 } }),
    ['setting Optimizer'],
    "Set 'Weight decay' to 0.01",
  ],
  [
    'raises the learning rate',
    trained({
      optimizer: { kind: 'sgd', rate: 0.1, schedule: { kind: 'step', at: [10], factor: 3 } },
    }),
    ['setting Optimizer'],
    "Set 'Factor' to 0.1",
  ],
  [
    'but no edge is decoupled',
    trained({ method: 'dni' }),
    ['setting Method'],
    "Set 'Method' to backprop",
  ],
  [
    'cannot learn from batches of one',
    mnist({ ...chain, a: { ...dense, batchNorm: true } }, plain, { batch: 1 }),
    ['node a', 'setting Batch'],
    "Set 'Batch' to 2",
  ],
  [
    'each batch repeats some',
    trained({ batch: 60_000 }),
    ['setting Batch'],
    "Set 'Batch' to 55,000",
  ],
  [
    'only before the first step and after the last',
    trained({ evaluateEvery: 5000 }),
    ['setting Evaluate every'],
    "Set 'Evaluate every' to 50",
  ],
  [
    'evaluating takes longer than training',
    trained({ evaluateEvery: 1, batch: 10 }),
    ['setting Evaluate every'],
    "Set 'Evaluate every' to 500",
  ],
  [
    'A checkpoint is written every step',
    trained({ checkpointEvery: 1 }),
    ['setting Checkpoint every'],
    "Set 'Checkpoint every' to 50",
  ],
  [
    'all is lost where the run is interrupted',
    trained({ steps: 40_000, checkpointEvery: 50_000 }),
    ['setting Checkpoint every'],
    "Set 'Checkpoint every' to 2,000",
  ],
  [
    'its interfaces are examined every',
    changed('mnist-cdni', (spec) => {
      spec.training.steps = 1000;
      spec.diagnostics.every = 2000;
    }),
    ['setting Look every'],
    "Set 'Look every' to 50",
  ],
  [
    'The interfaces are examined on',
    changed('mnist-cdni', (spec) => {
      spec.training.batch = 64;
      spec.diagnostics = { ...spec.diagnostics, every: 1, batch: 256 };
    }),
    ['setting Look every'],
    "Set 'Look every' to 4",
  ],
  [
    'which is no metric of the validation part',
    trained({ stopEarly: { patience: 3, metric: 'train/loss' } }),
    ['setting Judged by'],
    "Leave out 'Judged by'",
  ],
  [
    'is not a loss of the model',
    { ...mnist(chain, plain), model: { ...model(chain, plain), decidingLoss: 'a' } },
    ['setting Deciding loss'],
    "Leave out 'Deciding loss'",
  ],
  [
    'belongs to no module',
    { ...mnist(chain, plain), model: model(chain, plain, { image: { updateProbability: 0.5 } }) },
    ['setting Module settings', 'list'],
    "Leave out 'Module settings' of image",
  ],
  [
    'has its settings twice',
    {
      ...mnist(chain, plain),
      model: model(chain, plain, { a: { updateProbability: 0.5 }, b: {} }),
    },
    ['node b', 'setting Module settings'],
    "Leave out 'Module settings' of b",
  ],
  // Time.
  [
    'no fast arithmetic for bfloat16',
    trained({ precision: 'bfloat16' }),
    ['setting Precision'],
    "Set 'Precision' to float32",
    { machine: { memory: 25e9, gpu: null, bfloat16: false } },
  ],
  [
    'Only compiled steps have products of bfloat16',
    trained({ precision: 'bfloat16', compiled: false }),
    ['setting Precision'],
    "Set 'Precision' to float32",
  ],
  [
    'nothing says how many ticks',
    changed('recall-dni', (spec) => {
      delete spec.training.unroll;
    }),
    ['setting Unroll T'],
    "Set 'Unroll T' to 8",
  ],
  [
    'learns to remember nothing',
    changed('recall-dni', (spec) => {
      spec.training.method = 'none';
      spec.training.unroll = 1;
    }),
    ['setting Unroll T'],
    "Set 'Unroll T' to 8",
  ],
  [
    'is a set of single examples',
    { ...template('recall-dni'), task: { kind: 'mnist' } as Experiment['task'] },
    ['node core'],
    null,
  ],
];

const check = (spec: Experiment, { machine, ...known }: ProblemRow[4] = {}): Problem[] => {
  const counts =
    spec.task.kind === 'mnist' ? { train: 55_000, validation: 5000, test: 10_000 } : null;
  const data = { fields: taskFields(spec.task), counts, bytes: 0, problem: null, ...known };
  const here = checkReadiness(spec, { data, machine: machine ?? null });
  // Where the data cannot be read, the window says why in place of what the command line says.
  const missing = data.fields ? [] : checkExperiment(spec, null);
  return [...here, ...missing];
};

function placesOf(problem: Problem, spec: Experiment): string[] {
  const positions = Object.fromEntries(
    Object.keys(spec.model.nodes).map((id, index) => [id, { x: 400 * index, y: 0 }]),
  );
  const { node, edge, setting } = problem;
  const isOfEdge = edge !== undefined && setting?.startsWith('decoupled');
  const path = isOfEdge ? `model.edges.${edge}.${setting}` : setting;
  return [
    ...(findMissingParts(spec, [problem], positions).length > 0 ? (['ghost'] as const) : []),
    ...(node === undefined ? [] : [`node ${node}` as const]),
    ...(edge === undefined ? [] : [`edge ${edge}` as const]),
    ...(path === undefined ? [] : [`setting ${labelSetting(path, spec.task.kind)}` as const]),
  ];
}

describe('every problem is shown where it is, and its fix does what it says', () => {
  it.each(rows)('%s', (sentence, spec, places, promise, surroundings) => {
    const problems = check(spec, surroundings);
    const problem = problems.find(({ message }) => message.includes(sentence));
    if (!problem)
      throw new Error(`not found among: ${problems.map(({ message }) => message).join('\n')}`);
    const { model: before } = spec;
    expect(placesOf(problem, spec)).toEqual(places.filter((place) => place !== 'list'));
    if (problem.node !== undefined) expect(before.nodes).toHaveProperty(problem.node);
    if (problem.edge !== undefined) expect(before.edges.map(edgeId)).toContain(problem.edge);
    const { fix } = problem;
    expect(fix ? describeFix(fix, before, spec.task.kind) : null).toBe(promise);
    if (!fix) return;
    const mended = applyFix(spec, fix);
    expect(() => experimentSchema.parse(mended)).not.toThrow();
    const left = check(mended, surroundings);
    expect(left.map(({ message }) => message)).not.toContain(problem.message);
    const known = new Set(problems.map(({ message }) => message));
    const added = left.filter((each) => each.severity === 'error' && !known.has(each.message));
    expect(added).toEqual([]);
  });

  const found = rows.flatMap(([sentence, spec, , , surroundings]) =>
    check(spec, surroundings).filter(({ message }) => message.includes(sentence)),
  );

  it('the rows have every message of the checks', () => {
    const sentences = listSentences(checks);
    expect(sentences.size).toBeGreaterThan(90);
    const missing = [...sentences].filter(
      ([, pattern]) => !found.some(({ message }) => pattern.test(message)),
    );
    expect(missing.map(([sentence]) => sentence)).toEqual([]);
  });

  it('the rows have every kind of fix', () => {
    const kinds = new Set(found.flatMap(({ fix }) => fix?.kind ?? []));
    const all: Record<Fix['kind'], true> = {
      ...{ insertFlatten: true, setNode: true, removeEdge: true, addLoop: true, removeNode: true },
      ...{ recouple: true, setSynthesizer: true, setSetting: true, addNode: true, connect: true },
      ...{ insertNode: true, replaceNode: true, bypass: true, removeRepeated: true },
    };
    expect([...kinds].sort()).toEqual(Object.keys(all).sort());
  });
});
