import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import { framesOf, moveTo, notesOf, withFrames, type Box } from './annotations';

/** Pixels between one copy and the next; edges have their labels there. */
export const copyGap = 60;

/**
 * Moves what is in the way of the copies to the right until `width` pixels are free behind the block. Frames around the
 * block are widened, so that they hold its copies too. All that moves moves by the same distance, and so does what is
 * in the way of it, so that nothing gets on top of anything else.
 */
export function makeRoomForCopies(
  experiment: Experiment,
  block: readonly string[],
  positions: Readonly<Record<string, Point>>,
  bounds: Box,
  width: number,
): Experiment {
  const right = bounds.x + bounds.width;
  const frames = Object.entries(framesOf(experiment));
  const around = frames.filter(
    ([, frame]) =>
      frame.x < right &&
      frame.x + frame.width >= right &&
      isLevel(frame, [bounds.y, bottom(bounds)]),
  );
  const nodes = Object.entries(positions)
    .filter(([id]) => !block.includes(id))
    .map(([id, position]): Item => ['nodes', id, { ...position, ...nodeSize }]);
  const notes = Object.entries(notesOf(experiment)).map(([id, note]): Item => ['notes', id, note]);
  const nextFrames = frames
    .filter(([, { x }]) => x >= right)
    .map(([id, frame]): Item => ['frames', id, frame]);
  const beyond = [...nodes, ...notes, ...nextFrames].filter(
    ([, , box]) => box.x + box.width > right,
  );
  const moving = findLevel(beyond, [bounds, ...around.map(([, frame]) => frame)]);
  const first = Math.min(...moving.map(([, , { x }]) => x));
  const shift = Math.max(0, Math.round(right + width + copyGap - first));
  const move = (kind: Item[0]): Record<string, Point> =>
    Object.fromEntries(
      moving
        .filter(([of]) => of === kind)
        .map(([, id, { x, y }]) => [id, { x: x + shift, y }] as const),
    );
  const moved = moveTo(experiment, {
    nodes: { ...positions, ...move('nodes') },
    notes: move('notes'),
    frames: move('frames'),
  });
  const grown = around.map(
    ([id, frame]) => [id, { ...frame, width: frame.width + Math.max(width, shift) }] as const,
  );
  return grown.length === 0
    ? moved
    : withFrames(moved, { ...framesOf(moved), ...Object.fromEntries(grown) });
}

/** A node, a note or a frame on the canvas. */
type Item = readonly [kind: 'nodes' | 'notes' | 'frames', id: string, box: Box];

/** The items at the height of the boxes, or of one of these items. */
function findLevel(items: readonly Item[], boxes: readonly Box[]): Item[] {
  let range = [Infinity, -Infinity] as const;
  let found: Item[] = [];
  const include = (added: readonly Box[]): void => {
    range = [
      Math.min(range[0], ...added.map(({ y }) => y)),
      Math.max(range[1], ...added.map(bottom)),
    ];
  };
  include(boxes);
  for (let count = -1; found.length !== count;) {
    count = found.length;
    found = items.filter(([, , box]) => isLevel(box, range));
    include(found.map(([, , box]) => box));
  }
  return found;
}

const bottom = ({ y, height }: Box): number => y + height;

function isLevel(box: Box, [from, to]: readonly [number, number]): boolean {
  return box.y < to && bottom(box) > from;
}
