import { getBezierPath, getSmoothStepPath, Position } from '@xyflow/system';
import { describe, expect, test } from 'vitest';
import { computeEdgePath, findEdgeEnds, type EdgeEnds } from '#diagram/edge-path';

/** The commands and numbers of a path, however they are separated. */
const parse = (path: string): { letters: string; numbers: number[] } => ({
  letters: path.replace(/[^A-Za-z]/g, ''),
  numbers: (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number),
});

const positions = { sourcePosition: Position.Right, targetPosition: Position.Left };

function expectSame(ours: readonly [string, number, number], theirs: readonly unknown[]): void {
  const [path, x, y] = theirs as [string, number, number];
  const [own, expected] = [parse(ours[0]), parse(path)];
  expect(own.letters).toBe(expected.letters);
  expect(own.numbers.length).toBe(expected.numbers.length);
  own.numbers.forEach((value, index) =>
    expect(value).toBeCloseTo(expected.numbers[index] ?? NaN, 9),
  );
  expect([ours[1], ours[2]]).toEqual([x, y]);
}

describe('Edges are the curves of Svelte Flow', () => {
  const rightward: EdgeEnds[] = [
    { sourceX: 136.5, sourceY: 34, targetX: 240, targetY: 34 },
    { sourceX: 0, sourceY: 0, targetX: 311.5, targetY: -97 },
    // To the left, but not so far that the curve crosses its nodes.
    { sourceX: 100, sourceY: 20, targetX: 64, targetY: 220 },
  ];
  test.each(rightward)('to the right: %o', (ends) => {
    expectSame(computeEdgePath(ends, null, false), getBezierPath({ ...ends, ...positions }));
  });

  const leftward: [EdgeEnds, number | null][] = [
    [{ sourceX: 500, sourceY: 34, targetX: 20, targetY: 300 }, 170],
    [{ sourceX: 500, sourceY: 34, targetX: 20, targetY: 300 }, null],
    // Below both nodes, in a channel so near that the corners are small.
    [{ sourceX: 500, sourceY: 34, targetX: 20, targetY: 41.5 }, 46],
    [{ sourceX: 500, sourceY: 300, targetX: 400, targetY: 34 }, 350.25],
  ];
  test.each(leftward)('to the left: %o by the channel %s', (ends, channelY) => {
    const options = { borderRadius: 10, offset: 16, centerY: channelY ?? undefined };
    expectSame(
      computeEdgePath(ends, channelY, false),
      getSmoothStepPath({ ...ends, ...positions, ...options }),
    );
  });
});

test('An edge ends at the outer sides of the handles', () => {
  // Nodes of 132 × 68 pixels with handles of 9 pixels, centred on their borders.
  expect(findEdgeEnds({ x: 10, y: 20 }, { x: 300, y: 120 })).toEqual({
    sourceX: 146.5,
    sourceY: 54,
    targetX: 295.5,
    targetY: 154,
  });
});

test('A self-loop leaves the top of its node and stays above it', () => {
  const ends = findEdgeEnds({ x: 0, y: 100 }, { x: 0, y: 100 });
  const [path, x, y] = computeEdgePath(ends, null, true);
  expect([x, y]).toEqual([66, 74]);
  const { numbers } = parse(path);
  const heights = numbers.filter((_, index) => index % 2 === 1);
  expect(Math.min(...heights)).toBe(74);
  expect(Math.max(...heights)).toBe(105);
});
