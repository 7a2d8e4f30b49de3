import { expect, it } from 'vitest';
import { nodeSize } from '#diagram/layout/geometry';
import { experimentSchema } from '#spec/experiment';
import type { Method } from '#spec/training';
import {
  drawModel,
  drawnGradients,
  gradientShift,
} from '../../../../src-renderer/help/figures/model-drawing';
import {
  layers,
  recurrent,
  twoRates,
  withMethod,
} from '../../../../src-renderer/help/figures/figure-models';

const pair = ['hidden1', 'hidden2'];

it.each<[Method, 'true' | 'synthetic' | null]>([
  ['backprop', 'true'],
  ['dni', 'synthetic'],
  ['none', null],
])('draws over a decoupled edge under %s what comes back: %s', (method, gradient) => {
  const { edges } = drawModel(withMethod(layers, method), pair);
  expect(edges.map(({ id, view }) => [id, view.gradient])).toEqual([
    ['hidden1->hidden2', gradient],
  ]);
  expect(edges.map(({ gradientPath }) => gradientPath !== null)).toEqual([gradient !== null]);
  expect(drawnGradients([{ experiment: withMethod(layers, method), shown: pair }])).toEqual(
    gradient === null ? [] : [gradient],
  );
});

it('draws the named nodes in one row, in their order, and only the edges between them', () => {
  const { cards, edges } = drawModel(layers, ['hidden1', 'hidden2', 'logits']);
  expect(cards.map(({ id, y }) => [id, y])).toEqual([
    ['hidden1', 0],
    ['hidden2', 0],
    ['logits', 0],
  ]);
  const [first, second, third] = cards.map(({ x }) => x);
  expect([(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]).toEqual([
    nodeSize.width + 80,
    nodeSize.width + 80,
  ]);
  expect(edges.map(({ id }) => id)).toEqual(['hidden1->hidden2', 'hidden2->logits']);
});

it('draws what comes back below an edge, and inside a loop', () => {
  const { edges } = drawModel(recurrent, ['core', 'logits']);
  const [loop, edge] = edges;
  expect([loop?.id, edge?.id]).toEqual(['core->core', 'core->logits']);
  expect(loop?.gradientPath).not.toBe(loop?.path);
  expect(edge?.gradientPath).toBe(edge?.path);
  expect(edges.map(gradientShift)).toEqual([0, 7]);
});

it('has room above a card for its loop', () => {
  const { bounds } = drawModel(recurrent, ['core', 'logits']);
  const plain = drawModel(layers, pair).bounds;
  expect(bounds.y).toBeLessThan(-40);
  expect(plain.y).toBeGreaterThan(-10);
});

it('has room below the cards only for what stands there', () => {
  const below = (experiment: typeof layers, shown: string[]) => {
    const { bounds } = drawModel(experiment, shown);
    return bounds.y + bounds.height - nodeSize.height;
  };
  // Two cards are far enough apart for the name of the synthesizer, three are not.
  expect(below(layers, pair)).toBe(4);
  expect(below(layers, [...pair, 'logits'])).toBe(20);
  expect(below(withMethod(twoRates, 'none'), ['a', 'b'])).toBe(20);
});

it('follows the model: a coupled edge gets no mark', () => {
  const edgesOf = (decoupled: object) =>
    experimentSchema.parse({
      ...layers,
      model: {
        ...layers.model,
        edges: layers.model.edges.map((edge) => ({
          ...edge,
          ...(edge.decoupled ? decoupled : {}),
        })),
      },
    });
  const marks = (experiment: typeof layers) =>
    drawModel(experiment, pair).edges.map(({ view }) => view.decoupled !== null);
  expect(marks(edgesOf({}))).toEqual([true]);
  expect(marks(edgesOf({ decoupled: undefined }))).toEqual([false]);
});

it('says in words what is drawn', () => {
  expect(drawModel(layers, pair).description).toBe(
    'hidden1 → hidden2: Decoupled by a synthesizer (linear + label). The message goes on; the gradient that comes back is synthetic (blue).',
  );
});
