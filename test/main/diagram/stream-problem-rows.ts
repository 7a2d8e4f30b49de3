import { experimentSchema, type Experiment } from '#spec/experiment';
import { experiment, model, template } from '../spec/make';
import { buildExperiment } from '../../renderer/editor/experiment';
import type { ProblemRow } from './problem-row';

type Json = Record<string, unknown>;
const dense = { kind: 'dense', units: 10 };
const image = { kind: 'input', field: 'image' };
const grid = { ...image, layout: 'grid' };
const conv = { kind: 'conv2d', filters: 4, kernel: 3 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const chain = { image, a: dense, b: dense, loss };
const plain = ['image>a', 'a>b', 'b>loss'];
const steps = { steps: 1000, evaluateEvery: 500 };
const mnist = (nodes: Json, edges: readonly string[], training: Json = {}): Experiment =>
  experiment(model(nodes, edges), { ...steps, ...training });

function changed(name: string, change: (spec: Experiment) => void): Experiment {
  const spec = template(name);
  change(spec);
  return experimentSchema.parse(spec);
}

/** A stream of symbols to recall, with the settings of nodes and the training replaced. */
function recall(edges: string, nodes: Record<string, Json>, training: Json = {}): Experiment {
  const spec = buildExperiment(edges, {
    task: { kind: 'recall' },
    training: {
      ...{ steps: 1000, evaluateEvery: 500, unroll: 8, method: 'none', batch: 8 },
      ...{ optimizer: { kind: 'sgd', rate: 0.1 }, ...training },
    },
  });
  const set = Object.entries({ ...spec.model.nodes, ...nodes });
  return experimentSchema.parse({
    ...spec,
    model: { ...spec.model, nodes: Object.fromEntries(set) },
  });
}
const symbol = { kind: 'input', field: 'symbol' };
const recalled = { kind: 'softmaxCrossEntropy', target: 'recalled' };
const ends = { image: symbol, loss: recalled, out: { kind: 'dense', units: 4 } };

/** Streams, shapes and rates beside those of the other rows. */
export const streamRows: ProblemRow[] = [
  [
    'no edge is decoupled: it trains as none does',
    changed('recall-dni', (spec) => {
      for (const edge of spec.model.edges) delete edge.decoupled;
    }),
    ['setting Method'],
    "Set 'Method' to none",
  ],
  [
    'has no end',
    changed('recall-bptt', ({ training }) => {
      training.method = 'backprop';
      delete training.fullUnroll;
    }),
    ['setting Full unroll'],
    "Set 'Full unroll' to 40",
  ],
  [
    'but the slowest network ticks every 4',
    recall('image>slow slow~slow slow>out out>loss', ends, { method: 'backprop', fullUnroll: 6 }),
    ['setting Full unroll'],
    "Set 'Full unroll' to 8",
  ],
  [
    'they seldom meet',
    changed('counting-dni', ({ model: { nodes }, task }) => {
      Object.assign(task, { ticks: 4 });
      for (const node of Object.values(nodes)) if ('period' in node) node.period = 3;
    }),
    ['node threesLoss'],
    null,
  ],
  [
    'in the middle of a message',
    recall(
      'image>slow slow~slow slow/core core~core core>out out>loss',
      { ...ends, core: { kind: 'lstm', units: 4, period: 1 } },
      { method: 'dni', unroll: 2 },
    ),
    ['edge slow->core', 'setting Unroll T'],
    "Set 'Unroll T' to 4",
  ],
  [
    'they do not tick together regularly',
    recall('image>slow slow~slow slow>core core~core core>out out>loss', {
      ...ends,
      core: { kind: 'lstm', units: 4, period: 6 },
    }),
    ['edge slow->core'],
    null,
  ],
  [
    'no gradient goes further back',
    changed('copy-bptt', ({ task, training }) => {
      // One symbol, the delimiter and the symbol again.
      Object.assign(task, { curriculum: false, length: 1 });
      Object.assign(training, { method: 'none', unroll: 8 });
    }),
    ['setting Unroll T'],
    "Set 'Unroll T' to 3",
  ],
  [
    'carries has no size of its own',
    recall('image>sum sum~sum sum>out out>loss', ends),
    ['edge sum->sum'],
    null,
  ],
  [
    'the model has none: it never grows',
    changed('copy-bptt', ({ model: { nodes } }) => {
      for (const [id, node] of Object.entries(nodes))
        if (node.kind === 'softmaxCrossEntropy') nodes[id] = { ...node, kind: 'meanSquaredError' };
    }),
    ['setting Curriculum'],
    "Set 'Curriculum' to off",
  ],
  [
    'which is a label',
    mnist({ ...chain, image: { ...image, field: 'label' } }, plain),
    ['node image', 'setting Field'],
    "Set 'Field' to image in image",
  ],
  [
    'which has no rows and columns',
    recall('image>core core~core core>out out>loss', {
      ...ends,
      image: { ...symbol, layout: 'grid' },
    }),
    ['node image', 'setting Layout'],
    "Set 'Layout' to vector in image",
  ],
  [
    'gives the number of a class, which',
    recall('image>act act>core core~core core>out out>loss', {
      ...ends,
      image: { ...symbol, layout: 'index' },
      act: { kind: 'activation', function: 'tanh' },
    }),
    ['edge image->act'],
    "Set 'Layout' to vector in image",
  ],
  [
    'looks up the number of a class',
    recall('image>emb emb>core core~core core>out out>loss', {
      ...ends,
      emb: { kind: 'embedding', units: 4 },
    }),
    ['node emb', 'edge image->emb'],
    "Set 'Layout' to index in image",
  ],
  [
    'has as many units as there are classes',
    mnist({ ...chain, a: { ...dense, units: 'classes' } }, plain),
    ['node a', 'setting Units'],
    null,
  ],
  [
    'needs messages of one shape',
    mnist({ ...chain, a: { ...dense, units: 7 }, c: dense, sum: { kind: 'add' } }, [
      ...['image>a', 'image>c', 'a>sum', 'c>sum', 'sum>b', 'b>loss'],
    ]),
    ['node sum', 'edge c->sum'],
    null,
  ],
  [
    'joins along the last axis',
    mnist(
      {
        image: grid,
        c: conv,
        d: { ...conv, stride: 2 },
        join: { kind: 'concat' },
        flat: { kind: 'flatten' },
        b: dense,
        loss,
      },
      ['image>c', 'image>d', 'c>join', 'd>join', 'join>flat', 'flat>b', 'b>loss'],
    ),
    ['node join', 'edge d->join'],
    null,
  ],
  [
    "has no loss 'gone'",
    mnist(chain, plain, { stopEarly: { patience: 3, metric: 'validation/loss/gone' } }),
    ['setting Judged by'],
    "Leave out 'Judged by'",
  ],
  [
    'it comes out of the loss',
    mnist({ ...chain, c: dense }, [...plain, 'loss>>c']),
    ['edge loss->c'],
    'Couple loss → c again, without its synthesizer',
  ],
  [
    'with a momentum of 0.9',
    mnist(chain, plain, { optimizer: { kind: 'momentum', rate: 1, momentum: 0.9 } }),
    ['setting Optimizer'],
    "Set 'Learning rate' to 0.01",
  ],
  [
    'which is lost in rounding',
    mnist(chain, plain, { optimizer: { kind: 'adam', rate: 1e-12 } }),
    ['setting Optimizer'],
    "Set 'Learning rate' to 0.001",
  ],
];
