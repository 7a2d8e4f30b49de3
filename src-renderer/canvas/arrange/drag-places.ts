import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import {
  boundsOf,
  findFramed,
  framesOf,
  notesOf,
  type Box,
  type Places,
} from '../../editor/annotations';
import { snapToOthers, type Guide } from '../../editor/arrange';
import { toFlowId } from '../annotations/annotation-flow';
import type { CanvasNode } from '../flow';

/** Pixels on the screen within which a dragged node snaps to a line of another one. */
const reach = 6;

export interface DragOptions {
  experiment: Experiment;
  /** Where the nodes of the model stood before the drag. */
  positions: Readonly<Record<string, Point>>;
  zoom: number;
  /** Whether nothing snaps, and frames move alone. */
  isFree: boolean;
}

export interface DragPlaces {
  /** The places of what moves, by ids of Svelte Flow. */
  places: ReadonlyMap<string, Point>;
  /** The lines to which it has snapped. */
  guides: readonly Guide[];
}

/** Where what is dragged goes, with what is in dragged frames. `all` are the nodes on the canvas. */
export function followDrag(
  dragged: readonly CanvasNode[],
  all: readonly CanvasNode[],
  options: DragOptions,
): DragPlaces {
  const own = new Map(dragged.map(({ id, position }) => [id, position]));
  const moving = new Map([...(options.isFree ? [] : findCarried(dragged, options)), ...own]);
  const bounds = boundsOf(dragged.map(boxOf));
  const others = all.filter(({ id }) => !moving.has(id)).map(boxOf);
  const { dx, dy, guides } =
    bounds && !options.isFree
      ? snapToOthers(bounds, others, reach / options.zoom)
      : { dx: 0, dy: 0, guides: [] };
  const places = [...moving].map(
    ([id, { x, y }]) => [id, { x: Math.round(x + dx), y: Math.round(y + dy) }] as const,
  );
  return { places: new Map(places), guides };
}

/** The places of a drag by kind and id; where it was not followed, those of Svelte Flow. */
export function toPlaces(
  followed: ReadonlyMap<string, Point>,
  dragged: readonly CanvasNode[] = [],
): Places {
  const unfollowed = dragged.map(
    ({ id, position: { x, y } }) => [id, { x: Math.round(x), y: Math.round(y) }] as const,
  );
  const places = new Map([...unfollowed, ...followed]);
  const take = (pattern: RegExp): Record<string, Point> =>
    Object.fromEntries(
      [...places]
        .filter(([id]) => pattern.test(id))
        .map(([id, point]) => [id.replace(pattern, ''), point]),
    );
  return { nodes: take(/^(?!.*:)/), frames: take(/^frame:/), notes: take(/^note:/) };
}

/** What lies in the dragged frames, with the places to which they take it. */
function findCarried(
  dragged: readonly CanvasNode[],
  { experiment, positions }: DragOptions,
): [string, Point][] {
  return dragged.flatMap((node) => {
    if (node.type !== 'frame') return [];
    const { id, frame } = node.data;
    const [dx, dy] = [node.position.x - frame.x, node.position.y - frame.y];
    const take = (flowId: string, place: Point | undefined): [string, Point][] =>
      place ? [[flowId, { x: place.x + dx, y: place.y + dy }]] : [];
    const framed = findFramed(experiment, positions, id);
    return [
      ...framed.nodes.flatMap((other) => take(other, positions[other])),
      ...framed.frames.flatMap((other) =>
        take(toFlowId('frame', other), framesOf(experiment)[other]),
      ),
      ...framed.notes.flatMap((other) => take(toFlowId('note', other), notesOf(experiment)[other])),
    ];
  });
}

function boxOf({ position, width, height }: CanvasNode): Box {
  return { ...position, width: width ?? nodeSize.width, height: height ?? nodeSize.height };
}
