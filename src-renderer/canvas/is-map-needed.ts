import { nodeSize } from '#diagram/layout/geometry';

/** Pixels that a canvas has at least for a map: on a smaller one it would cover much of the model. */
const room = { width: 480, height: 320 };

/** What is seen of a model: `viewport` is that of Svelte Flow, `width` and `height` are pixels of the canvas. */
interface SeenModel {
  positions: Readonly<Record<string, { x: number; y: number }>>;
  viewport: { x: number; y: number; zoom: number };
  width: number;
  height: number;
}

/** Whether some node is outside the visible part of a canvas that has room for a map. */
export function isMapNeeded({ positions, viewport, width, height }: SeenModel): boolean {
  if (width < room.width || height < room.height) return false;
  const { x, y, zoom } = viewport;
  return Object.values(positions).some((position) => {
    const [left, top] = [position.x * zoom + x, position.y * zoom + y];
    const [right, bottom] = [left + nodeSize.width * zoom, top + nodeSize.height * zoom];
    return left < 0 || top < 0 || right > width || bottom > height;
  });
}
