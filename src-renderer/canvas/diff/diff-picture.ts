import { withRenames, type Change } from '#analysis/patch/describe-changes';
import type { Viewport } from '#diagram/layout/compute-layout';
import { computeLayout } from '#diagram/layout/compute-layout';
import type { Point } from '#diagram/layout/geometry';
import {
  describeModel,
  surround,
  type Box,
  type PictureCard,
  type PictureEdge,
} from '#diagram/picture/model-picture';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { inferShapes } from '#spec/shapes';
import { taskFields } from '#spec/task';
import { shortText } from './change-groups';

export type Mark = 'same' | 'added' | 'removed' | 'changed';

export interface Marked {
  mark: Mark;
  /** What has changed, each in a few words: `units: 256 → 128`. */
  lines: string[];
}

/** Two models in one picture: all of `after`, and what is only in `before` as well. */
export interface DiffPicture {
  bounds: Box;
  cards: (PictureCard & Marked)[];
  edges: (PictureEdge & Marked)[];
}

/** Pixels below a card that its lines take up. */
export const lineHeight = 14;

/** Characters of a line of settings that a card surely has room for. */
const lineLength = 20;

/** The settings of a card on at most two lines, with an ellipsis where more does not fit. */
export function wrapSettings(summary: string): string[] {
  const lines: string[] = [];
  for (const setting of summary.split(' · ')) {
    const last = lines.at(-1);
    const joined = `${last ?? ''} · ${setting}`;
    if (last !== undefined && joined.length <= lineLength) lines[lines.length - 1] = joined;
    else lines.push(setting);
  }
  const [first = '', second, ...others] = lines;
  const cut = (line: string, isMore: boolean): string =>
    line.length > lineLength || isMore ? `${line.slice(0, lineLength - 1).trimEnd()}…` : line;
  return second === undefined
    ? [cut(first, false)]
    : [cut(first, false), cut(second, others.length > 0)];
}

/** `changes`: those of `listChanges`. */
export function describeDiff(
  before: Experiment,
  after: Experiment,
  changes: readonly Change[],
  viewport: Viewport,
): DiffPicture {
  const old = withRenames(before, after);
  const positions = layOutBoth(old, after, viewport);
  const [ghost, present] = [old, after].map((spec) => drawAt(spec, positions, viewport));
  if (!ghost || !present) return { bounds: surround([]), cards: [], edges: [] };
  const mark = (kind: 'node' | 'edge', id: string): Marked => findMark(changes, kind, id);
  const isIn = (id: string, items: readonly { id: string }[]): boolean =>
    items.some((item) => item.id === id);
  const gone: Marked = { mark: 'removed', lines: [] };
  const cards = [
    ...ghost.cards
      .filter(({ id }) => !isIn(id, present.cards))
      .map((card) => ({ ...card, ...gone })),
    ...present.cards.map((card) => ({ ...card, ...mark('node', card.id) })),
  ];
  const edges = [
    ...ghost.edges
      .filter(({ id }) => !isIn(id, present.edges))
      .map((edge) => ({ ...edge, ...gone })),
    ...present.edges.map((edge) => ({ ...edge, ...mark('edge', edge.id) })),
  ];
  const written = cards.map(({ x, y, width, height, lines }) => ({
    ...{ x, y, width, height: height + lines.length * lineHeight },
  }));
  const bounds = surround([
    present.bounds,
    ...(ghost.cards.length > 0 ? [ghost.bounds] : []),
    ...written,
  ]);
  return { bounds, cards, edges };
}

function findMark(changes: readonly Change[], kind: 'node' | 'edge', id: string): Marked {
  const own = changes.filter(({ about }) => about.kind === kind && about.id === id);
  if (own.some((change) => change.kind === 'added')) return { mark: 'added', lines: [] };
  // That an edge stands at another place in the list is not to be seen.
  const seen = own.filter(({ text }) => !text.endsWith('another place in the list'));
  return { mark: seen.length > 0 ? 'changed' : 'same', lines: seen.map(shortText) };
}

/** Positions for the nodes of both: those of `after` as its canvas has them, what is gone beside its neighbours. */
function layOutBoth(
  before: Experiment,
  after: Experiment,
  viewport: Viewport,
): Record<string, Point> {
  const nodes = { ...before.model.nodes, ...after.model.nodes };
  const ids = new Set(after.model.edges.map(edgeId));
  const edges = [
    ...after.model.edges,
    ...before.model.edges.filter((edge) => !ids.has(edgeId(edge))),
  ];
  const hasOwnPlaces = Object.keys(after.canvas?.positions ?? {}).length > 0;
  const saved = hasOwnPlaces ? { ...before.canvas?.positions, ...after.canvas?.positions } : {};
  const both: Experiment = {
    ...after,
    model: { ...after.model, nodes, edges },
    canvas: { positions: saved },
  };
  const { shapes } = inferShapes(after.model, taskFields(after.task));
  return computeLayout(both, shapes, viewport);
}

function drawAt(spec: Experiment, positions: Record<string, Point>, viewport: Viewport) {
  const { moduleNumbers } = spec.canvas ?? {};
  const placed = { ...spec, canvas: { positions, moduleNumbers } };
  return describeModel(placed, { fields: taskFields(spec.task), viewport, hasLocking: false });
}
