import { describe, expect, it } from 'vitest';
import { checkExperiment } from '#spec/check-experiment';
import { applyFix } from '#spec/apply-fix';
import { experimentSchema } from '#spec/experiment';
import { formatProblem, type Problem } from '#spec/problems';
import { taskFields } from '#spec/task';
import { experiment, mnistFields, model, template } from './make';

type Json = Record<string, unknown>;
const x = { kind: 'input', field: 'image' };
const map = { ...x, layout: 'grid' };
const a = { kind: 'dense', units: 10 };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };

function problems(
  nodes: Json,
  edges: string[],
  modules: Json = {},
  training: Json = {},
): Problem[] {
  const spec = experiment(model(nodes, edges, modules), training);
  const found = checkExperiment(spec, mnistFields);
  // Each fix removes the problem it belongs to.
  for (const { fix, message } of found) {
    if (!fix) continue;
    const mended = checkExperiment(applyFix(spec, fix), mnistFields);
    expect(mended.map((problem) => problem.message)).not.toContain(message);
  }
  return found;
}

const chain = ['x>a', 'a>loss'];
const cases: [string, Json, string[], Json?, Json?][] = [
  ["Edge 'x->b' names a node 'b' that does not exist.", { x, a, loss }, [...chain, 'x>b']],
  ["There are two edges 'x->a'.", { x, a, loss }, [...chain, 'x>a']],
  ['There is a cycle: a → b → a.', { x, a, b: a, loss }, [...chain, 'a>b', 'b>a']],
  ['There is a cycle: a → a.', { x, a, loss }, [...chain, 'a>a']],
  ["Input 'x' has an edge coming in.", { x, a, loss }, [...chain, 'a>x']],
  ["Loss 'loss' has an edge going out.", { x, a, b: a, loss }, [...chain, 'loss>b']],
  ["Nothing arrives at 'b'.", { x, a, b: a, loss }, chain],
  ["'a' takes one message, but 2 edges come in.", { x, y: x, a, loss }, [...chain, 'y>a']],
  [
    "'s' joins messages, but only one comes in.",
    { x, s: { kind: 'add' }, a, loss },
    ['x>s', 's>a', 'a>loss'],
  ],
  ['The model has no input.', { a, loss }, chain.slice(1)],
  ['The model has no loss, so there is nothing to learn from.', { x, a }, ['x>a']],
  ["Input 'x' reads 'label', which is a label.", { x: { ...x, field: 'label' }, a, loss }, chain],
  [
    "Input 'x' reads 'toString', but the task 'mnist' has no such field.",
    { x: { ...x, field: 'toString' }, a, loss },
    chain,
  ],
  [
    "Loss 'loss' has the target 'lable', which the task does not offer.",
    { x, a, loss: { ...loss, target: 'lable' } },
    chain,
  ],
  [
    "Softmax cross entropy 'loss' needs a label, but 'image' is numbers.",
    { x, a, loss: { ...loss, target: 'image' } },
    chain,
  ],
  [
    "Loss 'loss' compares with 'label' (10 classes), but 'a' gives 7.",
    { x, a: { ...a, units: 7 }, loss },
    chain,
  ],
  ["No loss depends on 'b', so it learns nothing.", { x, a, b: a, loss }, [...chain, 'x>b']],
  ["No loss depends on the input 'y', so it is not used.", { x, y: x, a, loss }, chain],
  [
    "Batch normalisation in 'a' cannot learn from batches of one example.",
    { x, a: { ...a, batchNorm: true }, loss },
    chain,
    {},
    { batch: 1 },
  ],
  ["Dense 'a' expects a vector, but 'x' gives 28 × 28 × 1.", { x: map, a, loss }, chain],
  [
    "Conv 2-D 'c' expects a feature map (rows × columns × channels), but 'x' gives 784.",
    { x, c: { kind: 'conv2d', filters: 2 }, a, loss },
    ['x>c', 'c>a', 'a>loss'],
  ],
  [
    "Conv 2-D 'c' expects a feature map (rows × columns × channels), but 'f' gives 784.",
    { x: map, f: { kind: 'flatten' }, c: { kind: 'conv2d', filters: 2 }, a, loss },
    ['x>f', 'f>c', 'c>a', 'a>loss'],
  ],
  [
    "The window 30 × 30 of 'p' does not fit into the map of 28 × 28.",
    { x: map, p: { kind: 'maxPool', size: 30 }, f: { kind: 'flatten' }, a, loss },
    ['x>p', 'p>f', 'f>a', 'a>loss'],
  ],
  [
    "Add 's' needs messages of one shape, but 'a' gives 10 and 'b' gives 7.",
    { x, a, b: { ...a, units: 7 }, s: { kind: 'add' }, loss },
    ['x>a', 'x>b', 'a>s', 'b>s', 's>loss'],
  ],
  [
    "Concat 's' joins along the last axis, but 'a' gives 10 and 'y' gives 28 × 28 × 1.",
    { x, y: map, a, s: { kind: 'concat' }, loss },
    ['x>a', 'a>s', 'y>s', 's>loss'],
  ],
  [
    "Edge 'loss->b' is decoupled, but it comes out of the loss 'loss', which sends no message.",
    { x, a, b: a, loss },
    [...chain, 'loss>>b'],
  ],
  [
    "Edge 'x->a' is decoupled, but it comes from the input 'x': nothing below it learns.",
    { x, a, loss },
    ['x>>a', 'a>loss'],
  ],
  [
    "Edge 'a->loss' is decoupled, but it leads into the loss 'loss', which has nothing of its own to learn.",
    { x, a, loss },
    ['x>a', 'a>>loss'],
  ],
  [
    "Edge 'a->b' is decoupled, but 'a' and 'b' are also joined by coupled edges (a → s ← b): they stay one module and wait for each other.",
    { x, a, b: a, s: { kind: 'add' }, loss },
    ['x>a', 'a>>b', 'b>s', 'a>s', 's>loss'],
  ],
  [
    'The method is none, but no edge is decoupled: it trains as backprop does.',
    { x, a, loss },
    chain,
    {},
    { method: 'none' },
  ],
  [
    "There are module settings for 'x', which belongs to no module.",
    { x, a, loss },
    chain,
    { x: {} },
  ],
  [
    "The module of 'a' and 'loss' has its settings twice.",
    { x, a, loss },
    chain,
    { a: {}, loss: {} },
  ],
];

describe('checkExperiment', () => {
  it.each(cases)('%s', (message, nodes, edges, modules, training) => {
    expect(problems(nodes, edges, modules, training).map((problem) => problem.message)).toContain(
      message,
    );
  });

  it('rejects a convolutional synthesizer on a vector, and a condition on a missing label', () => {
    const spec = template('mnist-cdni');
    const edge = spec.model.edges[1];
    if (!edge?.decoupled) throw new Error('the template has changed');
    const { hidden, batchNorm, activation } = edge.decoupled.synthesizer;
    edge.decoupled.synthesizer = {
      kind: 'conv',
      kernel: 3,
      hidden,
      batchNorm,
      activation,
      condition: 'label',
    };
    const [found] = checkExperiment(spec, mnistFields);
    expect(found?.message).toBe(
      "The synthesizer of 'hidden1->hidden2' is convolutional, but its message is 256, not a feature map.",
    );
    expect(found?.fix && checkExperiment(applyFix(spec, found.fix), mnistFields)).toEqual([]);
    const blind = checkExperiment(template('mnist-cdni'), { image: mnistFields.image });
    expect(blind.map(({ message }) => message)).toContain(
      "The synthesizer of 'hidden2->logits' is shown the label, but its message leads to no loss with a target.",
    );
  });

  it('suggests how to provide a feature map, depending on the source of the vector', () => {
    const c = { kind: 'conv2d', filters: 2 };
    const remedies = (nodes: Json, edges: string[]) =>
      problems({ ...nodes, c }, edges)
        .filter(({ node, edge }) => node === 'c' && edge)
        .map(({ remedy }) => remedy);
    expect(remedies({ x }, ['x>c'])).toEqual(["Set the layout of 'x' to grid."]);
    expect(remedies({ x: map, f: { kind: 'flatten' } }, ['x>f', 'f>c'])).toEqual([
      "Put 'c' before 'f'.",
    ]);
    expect(remedies({ x, a }, ['x>a', 'a>c'])).toEqual([
      'Connect an input with the layout grid, a convolution or a pool instead.',
    ]);
    const spirals = template('spirals-cdni');
    const points = experiment(model({ x: { kind: 'input', field: 'point' }, c }, ['x>c']));
    const [found] = checkExperiment({ ...points, task: spirals.task }, taskFields(spirals.task));
    expect(found).toMatchObject({
      message: "Conv 2-D 'c' expects a feature map (rows × columns × channels), but 'x' gives 2.",
      remedy: "Read a field of images: 'point' has no rows and columns.",
    });
    expect(found?.fix).toBeUndefined();
  });

  it('rejects batch normalisation in batches of one example, in interfaces only where they are used', () => {
    const spec = template('mnist-dni');
    const check = (method: 'dni' | 'backprop') =>
      checkExperiment({ ...spec, training: { ...spec.training, batch: 1, method } }, mnistFields);
    expect(check('dni').map(({ node, edge }) => node ?? edge)).toEqual([
      'hidden1',
      'hidden2',
      'hidden1->hidden2',
      'hidden2->logits',
    ]);
    expect(check('backprop')).toHaveLength(2);
  });

  it('reports each cycle once, however long it is', () => {
    const nodes = { x, a, b: a, c: a, d: a, loss };
    const edges = ['x>a', 'a>b', 'b>a', 'b>c', 'c>d', 'd>c', 'd>loss'];
    const cycles = problems(nodes, edges).filter(({ message }) => message.includes('cycle'));
    expect(cycles.map(({ message }) => message)).toEqual([
      'There is a cycle: a → b → a.',
      'There is a cycle: c → d → c.',
    ]);
    // Nodes that depend on a cycle, listed in reverse order, must not hide another cycle.
    const hanging = { x, a, b: a, late: a, soon: a, c: a, d: a, loss };
    const hung = ['x>a', 'a>b', 'b>a', 'b>soon', 'soon>late', 'late>loss', 'c>d', 'd>c'];
    const found = problems(hanging, hung).filter(({ message }) => message.includes('cycle'));
    expect(found.map(({ node }) => node)).toEqual(['a', 'c']);
    const ids = Array.from({ length: 6_000 }, (_, index) => `n${index}`);
    const ring = model(
      Object.fromEntries(ids.map((id) => [id, a])),
      ids.map((id, index) => `${id}>${ids[(index + 1) % ids.length]}`),
    );
    expect(checkExperiment(experiment(ring), mnistFields).map(({ message }) => message)).toEqual([
      'There is a cycle: n0 → n1 → n2 → n3 → n4 → n5 → … → n5999 → n0.',
      'The model has no input.',
      'The model has no loss, so there is nothing to learn from.',
    ]);
  });

  it('reports data that is neither imported nor described', () => {
    const spec = experimentSchema.parse({
      ...template('mnist-cdni'),
      task: { kind: 'dataset', dataset: 'mine' },
    });
    expect(checkExperiment(spec, null).map(formatProblem)).toEqual([
      "error at task.dataset: The data set 'mine' is not imported, and the task does not say what its fields are. Import it under this name, or list its fields in task.fields.",
    ]);
    expect(checkExperiment(spec, mnistFields)).toEqual([]);
  });

  it.each(['add', 'concat'])('accepts several messages at %s', (kind) => {
    const nodes = { x, a, b: a, s: { kind }, c: a, loss };
    expect(problems(nodes, ['x>a', 'x>b', 'a>s', 'b>s', 's>c', 'c>loss'])).toEqual([]);
  });

  it('accepts two losses and reports all problems at once', () => {
    const two = { x, a, loss, other: { kind: 'meanSquaredError', target: 'label' } };
    expect(problems(two, [...chain, 'a>other'])).toEqual([]);
    const messages = problems({ x: map, a: { ...a, units: 7 }, b: a, loss }, [
      ...chain,
      'a>gone',
    ]).map((problem) => problem.message);
    expect(messages).toEqual([
      "Edge 'a->gone' names a node 'gone' that does not exist.",
      "Nothing arrives at 'b'.",
      "Dense 'a' expects a vector, but 'x' gives 28 × 28 × 1.",
      "Loss 'loss' compares with 'label' (10 classes), but 'a' gives 7.",
      "No loss depends on 'b', so it learns nothing.",
    ]);
  });
});
