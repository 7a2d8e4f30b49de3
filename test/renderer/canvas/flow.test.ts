import { describe, expect, it } from 'vitest';
import type { Experiment } from '#spec/experiment';
import type { Problem } from '#spec/problems';
import type { Method } from '#spec/training';
import { summarizeSynthesizer } from '#diagram/synthesizer-summary';
import { isLabelEmpty } from '#diagram/edge-view';
import { viewNodes } from '#diagram/node-view';
import { toFlowEdges, toFlowNodes, viewCanvasEdges } from '../../../src-renderer/canvas/flow';
import { buildExperiment } from '../editor/experiment';

const experiment = buildExperiment('image>a a/b b>loss');
const createProblem = (values: Partial<Problem>): Problem => ({
  severity: 'error',
  message: 'It is wrong.',
  remedy: 'Mend it.',
  ...values,
});

function createSnapshot(shown: Experiment, problems: Problem[] = []) {
  return {
    experiment: shown,
    shapes: { image: [784], a: [7, 7, 4], b: [4] } as Record<string, number[]>,
    positions: { a: { x: 1, y: 2 } },
    moduleIndex: new Map([
      ['a', 0],
      ['b', 1],
      ['loss', 1],
    ]),
    problems,
    selection: { nodes: ['a'], edges: ['a->b' as const] },
  };
}

type Snapshot = ReturnType<typeof createSnapshot>;
const nodeViews = (snapshot: Snapshot) => [...viewNodes(snapshot).values()];
const edgeViews = (snapshot: Snapshot) => [...viewCanvasEdges(snapshot).values()];

describe('nodes', () => {
  it('have the id, position, settings and module of the node', () => {
    const [, a] = toFlowNodes(createSnapshot(experiment));
    expect(a).toMatchObject({ id: 'a', position: { x: 1, y: 2 }, selected: true });
    const [inputView, view, , lossView] = nodeViews(createSnapshot(experiment));
    expect(view).toMatchObject({ summary: '4 units', shape: '7 × 7 × 4', moduleIndex: 0 });
    expect(inputView).toMatchObject({ moduleIndex: null, hasInput: false, hasOutput: true });
    expect(lossView).toMatchObject({ hasInput: true, hasOutput: false });
  });

  it('have handles where their edges end, so that nothing has to be measured', () => {
    const [image, a, , loss] = toFlowNodes(createSnapshot(experiment));
    const place = (handle: object) => expect.objectContaining({ id: null, ...handle });
    // Handles of 9 pixels, in the middle of the sides of cards of 132 by 68 pixels.
    const [left, right] = [
      place({ type: 'target', x: -4.5, y: 29.5 }),
      place({ type: 'source', x: 127.5, y: 29.5 }),
    ];
    expect(a?.handles).toEqual([left, right]);
    expect(image?.handles).toEqual([right]);
    expect(loss?.handles).toEqual([left]);
    expect(a?.measured).toEqual({ width: 132, height: 68 });
  });

  it('show the worst severity among their problems', () => {
    const problems = [
      createProblem({ node: 'a', severity: 'warning' }),
      createProblem({ node: 'b', severity: 'warning' }),
      createProblem({ node: 'b' }),
    ];
    const [image, a, b] = nodeViews(createSnapshot(experiment, problems));
    expect([image, a, b].map((node) => node?.severity)).toEqual([null, 'warning', 'error']);
  });
});

describe('edges', () => {
  it('show the shape of the message, the synthesizer and the worst severity', () => {
    const [, cut] = toFlowEdges(createSnapshot(experiment));
    expect(cut).toMatchObject({ id: 'a->b', source: 'a', target: 'b', selected: true });
    const [, view] = edgeViews(createSnapshot(experiment, [createProblem({ edge: 'a->b' })]));
    expect(view).toMatchObject({
      shape: '7 × 7 × 4',
      synthesizerSummary: 'linear',
      severity: 'error',
    });
  });

  it('offer decoupling only if it is possible', () => {
    const plain = buildExperiment('image>a a>b b>loss');
    expect(edgeViews(createSnapshot(plain)).map(({ canDecouple }) => canDecouple)).toEqual([
      false,
      true,
      false,
    ]);
  });

  it('show which gradient comes back under each training method', () => {
    const spec = buildExperiment('image>a a>b b/c c>d d>loss');
    const gradients = (method: Method) =>
      edgeViews(createSnapshot({ ...spec, training: { ...spec.training, method } })).map(
        ({ gradient }) => gradient,
      );
    expect(gradients('dni')).toEqual([null, 'synthetic', 'synthetic', 'true', 'true']);
    expect(gradients('backprop')).toEqual([null, 'true', 'true', 'true', 'true']);
    expect(gradients('none')).toEqual([null, null, null, 'true', 'true']);
  });

  it('show delays, recurrent edges and how long a message is held', () => {
    const spec = buildExperiment('image>core core%core core>slow slow~slow slow~b b>loss', {
      task: { kind: 'counting' },
    });
    const shown = { ...createSnapshot(spec), shapes: { core: [4], slow: [4] } };
    const [, loop, toSlow, , toFast] = edgeViews(shown);
    expect(loop).toMatchObject({ isDelayed: true, isRecurrent: true, shape: '8' });
    expect(loop?.gradient).toBe('synthetic');
    expect(toSlow).toMatchObject({ isDelayed: false, ticksPerMessage: 1, shape: '4' });
    // The dense layer computes at every tick and reads the same message four times.
    expect(toFast).toMatchObject({ isDelayed: true, ticksPerMessage: 4 });
    expect(nodeViews(shown).map(({ period }) => period)).toEqual([1, 1, 4, 1, 1]);
  });

  it('pass the true gradient back over a recurrent edge within an unroll', () => {
    const spec = buildExperiment('image>core core%core core>b b>loss', {
      task: { kind: 'recall' },
    });
    const gradients = (method: Method) =>
      edgeViews(createSnapshot({ ...spec, training: { ...spec.training, method } })).map(
        ({ gradient }) => gradient,
      );
    expect(gradients('none')).toEqual([null, 'true', 'true', 'true']);
    expect(gradients('dni')).toEqual([null, 'synthetic', 'true', 'true']);
  });

  it('are left out if a node does not exist', () => {
    const { model } = experiment;
    const edges = [...model.edges, { from: 'b', to: 'nobody' }];
    expect(toFlowEdges(createSnapshot({ ...experiment, model: { ...model, edges } }))).toHaveLength(
      3,
    );
  });

  it('summarize the synthesizer in a few words', () => {
    const shared = { batchNorm: false, activation: 'relu' } as const;
    const summarize = (synthesizer: Parameters<typeof summarizeSynthesizer>[0]['synthesizer']) =>
      summarizeSynthesizer({ synthesizer });
    expect(summarize({ kind: 'mlp', squash: false, hidden: [], ...shared })).toBe('linear');
    expect(
      summarize({
        kind: 'mlp',
        squash: false,
        hidden: [1024, 1024],
        condition: 'label',
        ...shared,
      }),
    ).toBe('MLP 1024, 1024 + label');
    expect(
      summarize({ kind: 'mlp', squash: false, hidden: [64], condition: { inputs: 8 }, ...shared }),
    ).toBe('MLP 64 + last 8 inputs');
    expect(summarize({ kind: 'conv', hidden: [16], kernel: 5, ...shared })).toBe('conv 16');
  });
});

it('has an empty label where the shape of a message is not known yet', () => {
  const unknown = { ...createSnapshot(experiment), shapes: {} };
  const [plain, decoupled] = edgeViews(unknown);
  expect([plain, decoupled].map((view) => view && isLabelEmpty(view))).toEqual([true, false]);
  expect(edgeViews(createSnapshot(experiment)).map(isLabelEmpty)).not.toContain(true);
  const problem = createProblem({ edge: 'image->a' });
  expect(edgeViews({ ...unknown, problems: [problem] }).map(isLabelEmpty)[0]).toBe(false);
});
