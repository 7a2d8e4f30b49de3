import { describe, expect, it } from 'vitest';
import { nodeSize } from '#diagram/layout/geometry';
import { isMapNeeded } from '../../../src-renderer/canvas/is-map-needed';

const positions = { image: { x: 0, y: 0 }, loss: { x: 400, y: 100 } };
const viewport = { x: 20, y: 20, zoom: 1 };
/** The last card ends 20 pixels before the right and the lower end. */
const [width, height] = [440 + nodeSize.width, 400];

describe('isMapNeeded', () => {
  it('needs none while every card is in view', () => {
    expect(isMapNeeded({ positions, viewport, width, height })).toBe(false);
  });

  it('needs one where a card is cut, at each of the four sides', () => {
    const isNeededAt = (moved: object): boolean =>
      isMapNeeded({ positions, viewport: { ...viewport, ...moved }, width, height });
    expect(isNeededAt({ x: 40 })).toBe(false);
    expect(isNeededAt({ x: 40.5 })).toBe(true);
    expect(isNeededAt({ x: -1 })).toBe(true);
    expect(isNeededAt({ y: -1 })).toBe(true);
    expect(isNeededAt({ y: 400 - 100 - nodeSize.height })).toBe(false);
    expect(isNeededAt({ y: 401 - 100 - nodeSize.height })).toBe(true);
    expect(isNeededAt({ zoom: 1.1 })).toBe(true);
    expect(isNeededAt({ zoom: 0.5 })).toBe(false);
  });

  it('has no room on a small canvas', () => {
    const cut = { positions, viewport: { x: -50, y: 0, zoom: 1 } };
    expect(isMapNeeded({ ...cut, width: 480, height: 320 })).toBe(true);
    expect(isMapNeeded({ ...cut, width: 479, height: 320 })).toBe(false);
    expect(isMapNeeded({ ...cut, width: 480, height: 319 })).toBe(false);
  });
});
