import { computeSelfLoopPath, findEdgeEnds } from '#diagram/edge-path';
import { describeEdge } from '#diagram/edge-summary';
import { nodeSize, selfLoop, type Point } from '#diagram/layout/geometry';
import {
  describeModel,
  surround,
  type Box,
  type PictureCard,
  type PictureEdge,
} from '#diagram/picture/model-picture';
import type { Experiment } from '#spec/experiment';
import { nameEdge } from '#spec/model';
import { taskFields } from '#spec/task';

/** A part of a model as the canvas draws it, with the gradients that the canvas shows while an edge is pointed at. */
export interface ModelDrawing {
  bounds: Box;
  cards: PictureCard[];
  edges: DrawnEdge[];
  /** Whether the synthesizers are named between the cards; else there is room only below them. */
  hasRoomBetween: boolean;
  /** For whoever cannot see it. */
  description: string;
}

export interface DrawnEdge extends PictureEdge {
  /** The path of what comes back; null where nothing does. */
  gradientPath: string | null;
}

/** Pixels between two cards, and to the nodes that are not drawn. */
const gap = { betweenTwo: 104, between: 80, toOthers: 1000 };
/** Of no effect where every node has a place. */
const viewport = { width: 720, height: 330 };
/** Characters that have room between two cards in the panel, which is narrow: `linear + label`. */
const longestBetween = 14;
/** Pixels by which the path of the gradient lies below that of the message, and inside that of a self-loop. */
const gradientOffset = { below: 7, inside: 6 };
/** Pixels around a card, and below it for a line about a synthesizer or a period. */
const margin = { side: 6, top: 4, bottom: 4, below: 20 };

export function drawModel(experiment: Experiment, shown: readonly string[]): ModelDrawing {
  const picture = describeModel(placeInRow(experiment, shown), {
    ...{ fields: taskFields(experiment.task), viewport, hasLocking: false },
  });
  const cards = picture.cards.filter(({ id }) => shown.includes(id));
  const edges = picture.edges.flatMap((edge): DrawnEdge[] => {
    const [from, to] = edge.id.split('->').map((id) => cards.find((card) => card.id === id));
    if (!from || !to) return [];
    return [{ ...edge, gradientPath: edge.view.gradient && pathBack(edge, from, to) }];
  });
  const hasRoomBetween =
    shown.length <= 2 &&
    edges.every(({ view }) => (view.synthesizerSummary ?? '').length <= longestBetween);
  const isNamedBelow = edges.some(
    (edge) => !hasRoomBetween && !isSelfLoop(edge) && edge.view.decoupled,
  );
  const hasLineBelow = isNamedBelow || cards.some(({ view }) => view.period > 1);
  const below = hasLineBelow ? margin.below : margin.bottom;
  const bounds = surround(
    cards.map((card) => {
      const hasLoop = edges.some((edge) => isSelfLoop(edge) && edge.id.startsWith(`${card.id}->`));
      const above = hasLoop ? selfLoop.clearance : margin.top;
      return {
        x: card.x - margin.side,
        y: card.y - above,
        width: nodeSize.width + 2 * margin.side,
        height: nodeSize.height + above + below,
      };
    }),
  );
  const sentences = edges.map(({ id, view }) => `${nameEdge(id)}: ${describeEdge(view)}`);
  return { bounds, cards, edges, hasRoomBetween, description: sentences.join(' ') };
}

/** The nodes that are drawn in one row, as if dragged there. */
function placeInRow(experiment: Experiment, shown: readonly string[]): Experiment {
  const step = nodeSize.width + (shown.length > 2 ? gap.between : gap.betweenTwo);
  const places = Object.keys(experiment.model.nodes).map((id, at) => {
    const index = shown.indexOf(id);
    return [id, index < 0 ? { x: at * step, y: gap.toOthers } : { x: index * step, y: 0 }];
  });
  const positions = Object.fromEntries(places) as Record<string, Point>;
  return { ...experiment, canvas: { ...experiment.canvas, positions } };
}

function pathBack(edge: PictureEdge, from: PictureCard, to: PictureCard): string {
  if (from !== to) return edge.path;
  return computeSelfLoopPath(findEdgeEnds(from, to), gradientOffset.inside)[0];
}

/** How far below its edge the gradient of an edge between two cards is drawn. */
export function gradientShift(edge: Pick<DrawnEdge, 'id'>): number {
  return isSelfLoop(edge) ? 0 : gradientOffset.below;
}

export function isSelfLoop({ id }: Pick<DrawnEdge, 'id'>): boolean {
  const [from, to] = id.split('->');
  return from === to;
}

/** The kinds of gradients in some drawings, for their legend. */
export function drawnGradients(
  drawn: readonly { experiment: Experiment; shown: readonly string[] }[],
): ('true' | 'synthetic')[] {
  const kinds = drawn.flatMap(({ experiment, shown }) =>
    drawModel(experiment, shown).edges.flatMap(({ gradientPath, view }) =>
      gradientPath !== null && view.gradient ? [view.gradient] : [],
    ),
  );
  return (['true', 'synthetic'] as const).filter((kind) => kinds.includes(kind));
}
