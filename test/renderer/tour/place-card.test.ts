import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeCard, type Rect, type Size } from '../../../src-renderer/tour/place-card';

const window = { width: 1280, height: 800 };
const card = { width: 300, height: 200 };

const boxOf = ({ left, top }: { left: number; top: number }, { width, height }: Size): Rect => ({
  ...{ left, top, right: left + width, bottom: top + height },
});
const overlap = (a: Rect, b: Rect): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe('the place of the card', () => {
  it('is below the middle of the target, 12 pixels away', () => {
    const target = { left: 600, top: 200, right: 640, bottom: 230 };
    expect(placeCard(target, card, window)).toEqual({ left: 470, top: 242 });
  });

  it('is above a target at the lower border, and inside the window at its right end', () => {
    const target = { left: 1200, top: 700, right: 1260, bottom: 740 };
    // 700 − 12 − 200; 1280 − 300 − 8.
    expect(placeCard(target, card, window)).toEqual({ left: 972, top: 488 });
  });

  it('is at the preferred side where there is room', () => {
    const target = { left: 400, top: 180, right: 1200, bottom: 380 };
    const preferred = ['left'] as const;
    expect(placeCard(target, card, window, { preferred })).toEqual({ left: 88, top: 180 });
    const near = { ...target, left: 300 };
    expect(placeCard(near, card, window, { preferred }).top).toBe(392);
  });

  it('goes on to the next place where it would cover what is to be seen', () => {
    const target = { left: 600, top: 200, right: 640, bottom: 230 };
    const avoided = [{ left: 0, top: 242, right: 1280, bottom: 260 }];
    // At a distance of 48 pixels below, the first that is free of the row.
    const at = placeCard(target, card, window, { avoided });
    expect(overlap(boxOf(at, card), avoided[0] as Rect)).toBe(false);
  });

  it('is the lower left corner where nothing is pointed at', () => {
    expect(placeCard(null, card, window)).toEqual({ left: 56, top: 568 });
  });

  it('is in the corner that is farthest from a target with no room beside it', () => {
    const target = { left: 20, top: 20, right: 1270, bottom: 700 };
    expect(placeCard(target, card, window)).toEqual({ left: 972, top: 568 });
  });

  it('covers no target that leaves room for it, and is inside the window', () => {
    const number = (most: number) => fc.integer({ min: 0, max: most });
    fc.assert(
      fc.property(
        ...([number(1280), number(800), number(400), number(160)] as const),
        fc.array(fc.tuple(number(1200), number(700), number(300), number(300)), { maxLength: 6 }),
        (x, y, width, height, boxes) => {
          const target = boxOf({ left: x - width, top: y - height }, { width, height });
          const avoided = boxes.map(([left, top, w, h]) =>
            boxOf({ left, top }, { width: w, height: h }),
          );
          const box = boxOf(placeCard(target, card, window, { avoided }), card);
          expect(overlap(box, target)).toBe(false);
          expect(Math.min(box.left, box.top)).toBeGreaterThanOrEqual(8);
          expect(box.right).toBeLessThanOrEqual(1272);
          expect(box.bottom).toBeLessThanOrEqual(792);
        },
      ),
    );
  });
});
