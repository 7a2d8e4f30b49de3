import type { Frame, Note } from '../../spec/annotations';
import { countModel } from '../../spec/counts';
import type { Experiment } from '../../spec/experiment';
import { findModules } from '../../spec/graph';
import { numberModules } from '../../spec/module-numbers';
import { inferShapes } from '../../spec/shapes';
import type { Fields } from '../../spec/task';
import type { Box } from '../box-grid';
import {
  computeEdgePath,
  findEdgeEnds,
  handleSize,
  pointOnEdge,
  selfLoopInset,
} from '../edge-path';
import { viewEdges, type EdgeView } from '../edge-view';
import { boxOfLabel, resolvePlace } from '../label-places';
import { computeLayout, type Viewport } from '../layout/compute-layout';
import { nodeSize, type Point } from '../layout/geometry';
import { viewNodes, type NodeView } from '../node-view';
import { describeLocking } from './locking-strip';
import type { LockingStrip } from './strip';

/** A picture of a model as the canvas shows it, without problems and selection; lengths in pixels at zoom 1. */
export interface ModelPicture {
  title: string;
  /** What the cards, edges and annotations take up. */
  bounds: Box;
  /** The largest first: a frame within another one is drawn on it. */
  frames: Frame[];
  notes: Note[];
  cards: PictureCard[];
  edges: PictureEdge[];
  /** Null where it is not wanted, or the model has none. */
  strip: LockingStrip | null;
}

export type { Box };

export interface PictureCard extends Box {
  id: string;
  view: NodeView;
}

export interface PictureEdge {
  id: string;
  /** In the language of SVG. */
  path: string;
  /** The middle of the label, and the place of the edge that it belongs to. */
  label: Point;
  labelOnEdge: Point;
  /** Where it points to: the border of the card that it reaches. */
  arrowAt: Point & { isDownward: boolean };
  view: EdgeView;
}

export interface PictureRequest {
  /** Null where the data of the task are not known. */
  fields: Fields | null;
  /** What the layout of a model without positions of its own is made for. */
  viewport: Viewport;
  hasLocking: boolean;
}

export function describeModel(
  experiment: Experiment,
  { fields, viewport, hasLocking }: PictureRequest,
): ModelPicture {
  const { model } = experiment;
  const { shapes } = inferShapes(model, fields);
  const modules = findModules(model);
  const positions = computeLayout(experiment, shapes, viewport);
  const moduleIndex = numberModules(model, experiment.canvas?.moduleNumbers);
  const source = { experiment, shapes, positions, moduleIndex, problems: [] };
  const cards = [...viewNodes(source)].map(([id, view]): PictureCard => ({
    ...{ id, view, ...(positions[id] ?? { x: 0, y: 0 }), ...nodeSize },
  }));
  const edges = [...viewEdges(source)].map(([id, { edge, view }]): PictureEdge => {
    const [from, to] = [positions[edge.from], positions[edge.to]];
    const ends = findEdgeEnds(from ?? { x: 0, y: 0 }, to ?? { x: 0, y: 0 });
    const isSelfLoop = edge.from === edge.to;
    const [path] = computeEdgePath(ends, view.channelY, isSelfLoop);
    const follow = (at: number): Point => pointOnEdge(ends, view.channelY, isSelfLoop, at);
    const label = resolvePlace(view.label, follow);
    const labelOnEdge = follow(view.label.at);
    const arrowAt = findArrow(to ?? { x: 0, y: 0 }, isSelfLoop);
    return { id, path, label, labelOnEdge, arrowAt, view };
  });
  const frames = Object.values(experiment.canvas?.frames ?? {}).sort(
    (a, b) => b.width * b.height - a.width * a.height,
  );
  const notes = Object.values(experiment.canvas?.notes ?? {});
  const bounds = findBounds([...frames, ...notes], cards, edges);
  const strip = hasLocking ? describeLocking(experiment, modules, countModel(model, fields)) : null;
  return { title: experiment.name, bounds, frames, notes, cards, edges, strip };
}

/** At the left border of the card; that of a self-loop at its upper border. */
function findArrow({ x, y }: Point, isSelfLoop: boolean): PictureEdge['arrowAt'] {
  return isSelfLoop
    ? { x: x - handleSize / 2 + selfLoopInset, y, isDownward: true }
    : { x, y: y + nodeSize.height / 2, isDownward: false };
}

/** The lower edge of the sign that says how often a node computes. */
const periodReach = 10;

/** All that is drawn; an empty model has the size of a card. */
function findBounds(
  annotations: readonly Box[],
  cards: readonly PictureCard[],
  edges: readonly PictureEdge[],
): Box {
  const boxes: Box[] = [
    ...annotations,
    ...cards.map(({ x, y, width, height }) => ({
      x: x - handleSize / 2,
      y,
      width: width + handleSize,
      height: height + periodReach,
    })),
    ...edges.map(({ path }) => boxOfPath(path)),
    ...edges.map(({ label, view }) => boxOfLabel({ ...view, detail: '' }, label)),
  ];
  return surround(boxes.length > 0 ? boxes : [{ x: 0, y: 0, ...nodeSize }]);
}

/** Around all the places of a path, the control points of its curves among them. */
function boxOfPath(path: string): Box {
  const numbers = (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
  const points = numbers.flatMap((x, index) =>
    index % 2 === 0 ? [{ x, y: numbers[index + 1] ?? 0, width: 0, height: 0 }] : [],
  );
  return surround(points);
}

/** The smallest box around all. */
export function surround(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
