import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlap, type Box } from '#diagram/box-grid';
import { findEdgeEnds, pointOnEdge } from '#diagram/edge-path';
import {
  boxOfLabel,
  LabelPlacer,
  maxAside,
  placeLabels,
  reachOfStrip,
  resolvePlace,
  type LabeledEdge,
  type LabelPlace,
} from '#diagram/label-places';
import { nodeSize, type Point } from '#diagram/layout/geometry';
import { edgeId } from '#spec/model';
import { leastProcessorTime } from '../least-processor-time';

const plain = { shape: '', timing: '', detail: '' };
const edgeOf = (from: string, to: string, label = plain): LabeledEdge => ({
  ...{ id: edgeId({ from, to }), edge: { from, to }, channelY: null, label },
});
const middle: LabelPlace = { at: 0.5, dx: 0, dy: 0, detailDy: 20 };

type Positions = Record<string, Point>;
const pointAt = ({ edge, channelY }: LabeledEdge, positions: Positions, at: number): Point =>
  pointOnEdge(
    findEdgeEnds(positions[edge.from] as Point, positions[edge.to] as Point),
    channelY,
    edge.from === edge.to,
    at,
  );
/** The box of a label where it was placed. */
const boxOf = (edge: LabeledEdge, positions: Positions, place: LabelPlace): Box =>
  boxOfLabel(
    edge.label,
    resolvePlace(place, (at) => pointAt(edge, positions, at)),
  );

describe('the label of an edge', () => {
  it('stands in the middle where there is room', () => {
    const positions = { a: { x: 0, y: 0 }, b: { x: 200, y: 0 } };
    expect(placeLabels([edgeOf('a', 'b')], positions).get('a->b')).toEqual(middle);
  });

  it('moves along its edge past a card that lies on the middle', () => {
    const positions = { a: { x: 0, y: 0 }, b: { x: 600, y: 0 }, c: { x: 300, y: 10 } };
    const edge = edgeOf('a', 'b');
    const place = placeLabels([edge], positions).get('a->b') as LabelPlace;
    expect([place.dx, place.dy]).toEqual([0, 0]);
    // The badge of 24 pixels ends where the card begins, or up to one step of about 8 pixels before; a curve is slower
    // or faster than its parameter by at most 1.5.
    const { x, width } = boxOf(edge, positions, place);
    expect(x + width).toBeLessThanOrEqual(300);
    expect(x + width).toBeGreaterThan(300 - 12);
  });

  it('stands above two cards that leave no room between them', () => {
    // The cards are 28 pixels apart; a text of 12 characters takes 86. Its lower edge is 12 pixels below its middle.
    const positions = { a: { x: 0, y: 0 }, b: { x: 160, y: 0 } };
    const edge = edgeOf('a', 'b', { ...plain, shape: '128 × 64 × 3' });
    const place = placeLabels([edge], positions).get('a->b') as LabelPlace;
    // The middle of the cards is at 34, so 46 pixels are needed; steps are of 6 pixels.
    expect(place).toMatchObject({ at: 0.5, dx: 0, dy: -48 });
  });

  it('gives way to the label of an edge before it', () => {
    // Two edges that cross in their middles.
    const positions = {
      ...{ a: { x: 0, y: 0 }, b: { x: 500, y: 300 } },
      ...{ c: { x: 0, y: 300 }, d: { x: 500, y: 0 } },
    };
    const edges = [edgeOf('a', 'b'), edgeOf('c', 'd')];
    const places = placeLabels(edges, positions);
    expect(places.get('a->b')).toEqual(middle);
    const [first, second] = edges.map((edge) =>
      boxOf(edge, positions, places.get(edge.id) as LabelPlace),
    ) as [Box, Box];
    expect(overlap(first, second)).toBe(false);
  });

  it('stays in the middle where no place is free', () => {
    const positions: Positions = {};
    for (let column = -6; column <= 6; column++)
      for (let row = -6; row <= 6; row++)
        positions[`${column} ${row}`] = { x: column * 130, y: row * 60 };
    const place = placeLabels([edgeOf('0 0', '1 0')], positions).get('0 0->1 0');
    expect(place).toMatchObject({ at: 0.5, dx: 0, dy: 0 });
  });

  it('has its further line above where only there is no card', () => {
    const label = { ...plain, detail: 'linear' };
    const positions = { a: { x: 0, y: 0 }, b: { x: 200, y: 0 }, c: { x: 100, y: 48 } };
    const below = placeLabels([edgeOf('a', 'b', label)], { a: positions.a, b: positions.b });
    expect(below.get('a->b')).toEqual(middle);
    // The badge reaches 12 pixels up and down, and the line is 16 pixels high.
    expect(placeLabels([edgeOf('a', 'b', label)], positions).get('a->b')).toEqual({
      ...middle,
      detailDy: -20,
    });
    const loop = placeLabels([edgeOf('a', 'a', label)], positions).get('a->a');
    expect(loop).toEqual({ ...middle, detailDy: -20 });
  });

  it('has its further line past the cards where they leave no room for it beside the badge', () => {
    // Between the cards are 60 pixels, and the line of 14 characters is 100 wide. The cards end at 34 below the badge:
    // the line stands at 20 + 24 = 44, the first step of 6 that clears 34 + 8 = 42.
    const label = { ...plain, detail: 'linear + label' };
    const positions = { a: { x: 0, y: 0 }, b: { x: 192, y: 0 } };
    expect(placeLabels([edgeOf('a', 'b', label)], positions).get('a->b')).toEqual({
      ...middle,
      detailDy: 44,
    });
  });

  it('keeps the values of a run clear of the cards and of what hangs from them', () => {
    // Two rows of cards 64 pixels apart, as the layout leaves them: the edge between them runs at 100.
    const positions = { a: { x: 300, y: 0 }, c: { x: 0, y: 0 }, b: { x: 0, y: 132 } };
    const reaches = { a: reachOfStrip(1), b: reachOfStrip(1), c: reachOfStrip(1) };
    for (const values of ['below', 'beside'] as const) {
      const label = { ...plain, shape: '64', detail: 'linear + label', values };
      const edge = { ...edgeOf('a', 'b', label), channelY: 100 };
      const place = placeLabels([edge], positions, reaches).get('a->b') as LabelPlace;
      const box = boxOf(edge, positions, place);
      for (const { x, y } of Object.values(positions))
        expect(overlap(box, { x, y, width: 132, height: 68 + 17 })).toBe(false);
      // In one line they stay on the edge; below the badge there is no room for them.
      if (values === 'beside') expect(place).toMatchObject({ at: 0.5, dx: 0, dy: 0 });
    }
  });

  it('is left out for an edge whose node has no place', () => {
    expect(placeLabels([edgeOf('a', 'b')], { a: { x: 0, y: 0 } }).size).toBe(0);
  });
});

describe('the labels of any layout', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const point = fc.record({
    x: fc.integer({ min: -300, max: 900 }),
    y: fc.integer({ min: -200, max: 500 }),
  });
  const layouts = fc.record({
    positions: fc.tuple(...names.map(() => point)),
    pairs: fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), {
      selector: ([from, to]) => `${from}->${to}`,
      maxLength: 8,
    }),
    shape: fc.constantFrom('', '64', '256 × 28 × 28'),
  });

  it('cover no card where a place on the edge is free, and stand at most so far beside it', () => {
    fc.assert(
      fc.property(layouts, ({ positions: points, pairs, shape }) => {
        const positions = Object.fromEntries(names.map((name, index) => [name, points[index]]));
        const placed = positions as Positions;
        const cards = Object.values(placed).map((corner) => ({ ...corner, ...nodeSize }));
        const edges = pairs.map(([from, to]) => edgeOf(from, to, { ...plain, shape }));
        const places = placeLabels(edges, placed);
        const isClear = (box: Box): boolean => cards.every((card) => !overlap(box, card));
        for (const edge of edges) {
          const place = places.get(edge.id) as LabelPlace;
          expect(Math.abs(place.dx) + Math.abs(place.dy)).toBeLessThanOrEqual(maxAside);
          if (isClear(boxOf(edge, placed, place))) continue;
          // Only places that are on the edge for more than the step of the search can be told to be free.
          const shares = Array.from({ length: 81 }, (_, index) => index / 80);
          const free = shares.map((at) => isClear(boxOf(edge, placed, { ...middle, at })));
          expect(longestRun(free)).toBeLessThan(4);
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

it('gives versions of a model that follow each other the places that each would have alone', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const placer = new LabelPlacer();
  const change = fc.record({
    kind: fc.constantFrom('label', 'detail', 'move', 'edge', 'values', 'order'),
    index: fc.nat(9),
    shape: fc.constantFrom('', '64', '40', '256 × 28 × 28'),
    x: fc.integer({ min: -200, max: 600 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 12 }), (changes) => {
      let positions: Positions = Object.fromEntries(
        names.map((name, index) => [name, { x: 180 * (index % 3), y: 90 * (index % 2) }]),
      );
      let edges = names.flatMap((from) => names.map((to) => edgeOf(from, to)));
      for (const { kind, index, shape, x } of changes) {
        const relabel = (label: Partial<LabeledEdge['label']>): LabeledEdge[] =>
          edges.map((edge, at) =>
            at === index ? { ...edge, label: { ...edge.label, ...label } } : edge,
          );
        if (kind === 'label') edges = relabel({ shape });
        if (kind === 'detail') edges = relabel({ detail: shape });
        if (kind === 'values') edges = relabel({ values: shape === '' ? undefined : 'below' });
        if (kind === 'move') positions = { ...positions, c: { x, y: 40 } };
        if (kind === 'edge') edges = edges.filter((_, at) => at !== index);
        if (kind === 'order') edges = [...edges.slice(index), ...edges.slice(0, index)];
        expect(placer.place(edges, positions)).toEqual(placeLabels(edges, positions));
      }
    }),
    { numRuns: 15, seed: 3 },
  );
});

function longestRun(values: readonly boolean[]): number {
  let [run, longest] = [0, 0];
  for (const value of values) {
    run = value ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

it('places the labels of 300 edges in little time, however dense the cards', () => {
  const positions: Positions = {};
  for (let index = 0; index <= 300; index++)
    positions[`n${index}`] = { x: (index % 20) * 150, y: Math.floor(index / 20) * 100 };
  const edges = Array.from({ length: 300 }, (_, index) =>
    edgeOf(`n${index}`, `n${index + 1}`, { ...plain, shape: '256 × 28 × 28' }),
  );
  // The rows are so near to one another that every label looks at all places: the worst case.
  expect(leastProcessorTime(() => placeLabels(edges, positions))).toBeLessThan(400);
});
