import { describe, expect, it } from 'vitest';
import { align, distribute, snapToOthers } from '../../../src-renderer/editor/arrange';

const boxes = {
  a: { x: 0, y: 10, width: 100, height: 40 },
  b: { x: 130, y: 0, width: 20, height: 20 },
  c: { x: 250, y: 50, width: 50, height: 60 },
};

describe('aligning', () => {
  it.each([
    ['left', 'x', [0, 0, 0]],
    ['right', 'x', [200, 280, 250]],
    // The middle of 0 to 300 is 150.
    ['centre', 'x', [100, 140, 125]],
    ['top', 'y', [0, 0, 0]],
    ['bottom', 'y', [70, 90, 50]],
    // The middle of 0 to 110 is 55.
    ['middle', 'y', [35, 45, 25]],
  ] as const)('puts %s edges or centres on one line', (alignment, axis, expected) => {
    const placed = align(boxes, alignment);
    expect(Object.values(placed).map((point) => point[axis])).toEqual(expected);
  });

  it('keeps the other coordinate where nothing lies on anything else', () => {
    const placed = align(boxes, 'top');
    expect(Object.values(placed).map(({ x }) => x)).toEqual([0, 130, 250]);
  });

  it('moves boxes behind each other that would lie on one another', () => {
    // b fills 0 to 20, then come 28 pixels each: a from 48 to 88, c from 116.
    const placed = align(boxes, 'left');
    expect(Object.values(placed).map(({ y }) => y)).toEqual([48, 0, 116]);
    // Two rows of two, one above the other: 60 pixels stay between neighbours of one line.
    const size = { width: 100, height: 40 };
    const rows = {
      a: { x: 0, y: 0, ...size },
      b: { x: 200, y: 0, ...size },
      c: { x: 0, y: 100, ...size },
      d: { x: 200, y: 100, ...size },
    };
    expect(align(rows, 'top')).toEqual({
      a: { x: 0, y: 0 },
      c: { x: 160, y: 0 },
      b: { x: 320, y: 0 },
      d: { x: 480, y: 0 },
    });
  });
});

describe('aligning what would lie on one another', () => {
  const row = (count: number, y: number, width: number): [number, number, number][] =>
    Array.from({ length: count }, (_, at) => [at * 200, y, width]);
  const boxesAt = (places: readonly (readonly [number, number, number])[]) =>
    Object.fromEntries(places.map(([x, y, width], at) => [at, { x, y, width, height: 68 }]));
  const orderBy = (places: Record<string, { x: number }>): string[] =>
    Object.keys(places).sort((a, b) => (places[a]?.x ?? 0) - (places[b]?.x ?? 0));

  it('makes one row of two in the order of x, of cards above each other the upper first', () => {
    const two = boxesAt([...row(3, 0, 132), ...row(3, 150, 132)]);
    const placed = align(two, 'top');
    expect(new Set(Object.values(placed).map(({ y }) => y))).toEqual(new Set([0]));
    // Cards 0, 1, 2 are above cards 3, 4, 5; each row of the result goes on 132 + 60 pixels later.
    expect(orderBy(placed)).toEqual(['0', '3', '1', '4', '2', '5']);
    expect(orderBy(placed).map((id) => placed[id]?.x)).toEqual([0, 192, 384, 576, 768, 960]);
    const shifted = boxesAt([...row(3, 0, 132), [90, 150, 132], [290, 150, 132]]);
    expect(orderBy(align(shifted, 'top'))).toEqual(['0', '3', '1', '4', '2']);
  });

  it('lets no small card slip in front of one that stood before it', () => {
    // The second has to go to 192, and leaves the third room at 140; the order stays.
    const mixed = boxesAt([
      [0, 0, 132],
      [10, 150, 132],
      [140, 300, 40],
    ]);
    for (const alignment of ['top', 'bottom'] as const)
      expect(Object.values(align(mixed, alignment)).map(({ x }) => x)).toEqual([0, 192, 384]);
  });

  it('changes nothing more when it is done again', () => {
    const many = boxesAt([...row(4, 0, 132), ...row(4, 90, 132), [333, 40, 240]]);
    for (const alignment of ['top', 'middle', 'bottom', 'left', 'centre', 'right'] as const) {
      const once = align(many, alignment);
      const again = align(
        Object.fromEntries(Object.entries(many).map(([id, box]) => [id, { ...box, ...once[id] }])),
        alignment,
      );
      expect(again).toEqual(once);
    }
  });
});

describe('distributing', () => {
  it('makes the gaps equal and keeps the first and the last', () => {
    // 300 pixels, of which the boxes fill 170: two gaps of 65.
    expect(distribute(boxes, 'horizontal')).toEqual({
      a: { x: 0, y: 10 },
      b: { x: 165, y: 0 },
      c: { x: 250, y: 50 },
    });
  });

  it('goes by the places, not by the order of the selection', () => {
    const { a, b, c } = boxes;
    expect(distribute({ c, b, a }, 'horizontal')['b']).toEqual({ x: 165, y: 0 });
  });

  it('moves the last one where there is no space', () => {
    const size = { width: 100, height: 40 };
    const narrow = {
      a: { x: 0, y: 0, ...size },
      b: { x: 90, y: 0, ...size },
      c: { x: 110, y: 0, ...size },
    };
    expect(Object.values(distribute(narrow, 'horizontal')).map(({ x }) => x)).toEqual([
      0, 160, 320,
    ]);
  });

  it('leaves two boxes where they are', () => {
    const { a, c } = boxes;
    expect(distribute({ a, c }, 'vertical')).toEqual({ a: { x: 0, y: 10 }, c: { x: 250, y: 50 } });
  });
});

describe('snapping', () => {
  const other = { x: 100, y: 200, width: 40, height: 40 };

  it('moves to the nearest line within reach, in each direction on its own', () => {
    const dragged = { x: 104, y: 300, width: 60, height: 40 };
    // Left edges are 4 apart; centres 134 and 120, right edges 164 and 140 are too far.
    const snap = snapToOthers(dragged, [other], 6);
    expect([snap.dx, snap.dy]).toEqual([-4, 0]);
    expect(snap.guides).toEqual([{ isVertical: true, at: 100, from: 200, to: 340 }]);
  });

  it('prefers the nearer of two lines', () => {
    const dragged = { x: 105, y: 500, width: 40, height: 40 };
    const nearer = { x: 107, y: 0, width: 500, height: 40 };
    expect(snapToOthers(dragged, [other, nearer], 6).dx).toBe(2);
  });

  it('does nothing beyond its reach', () => {
    const snap = snapToOthers({ x: 107, y: 247, width: 40, height: 40 }, [other], 6);
    expect(snap).toEqual({ dx: 0, dy: 0, guides: [] });
  });

  it('draws all three lines between boxes of one size', () => {
    const { guides } = snapToOthers({ x: 300, y: 203, width: 40, height: 40 }, [other], 6);
    expect(guides.map(({ at }) => at)).toEqual([200, 220, 240]);
  });
});
