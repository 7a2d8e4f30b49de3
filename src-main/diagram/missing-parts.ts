import type { Experiment } from '../spec/experiment';
import { freeId } from '../spec/free-id';
import type { Model } from '../spec/model';
import type { Fix, Problem } from '../spec/problems';
import { nodeCatalogue } from '../spec/node-catalogue';
import { computeEdgePath, findEdgeEnds, pointOnEdge } from './edge-path';
import { findFreePosition } from './layout/compute-layout';
import { nodeSize, type Point } from './layout/geometry';

/** A node or an edge that a model lacks, drawn where it would go; `applyFix` of its problem adds it. */
export interface MissingPart {
  problem: Problem & { fix: Fix };
  /** Null where only an edge is missing. */
  node: { id: string; label: string; position: Point } | null;
  /** Paths of the edges, in the language of SVG. */
  paths: string[];
  /** Where an edge without a node can be pressed: its middle, or a point of it that is on no card. */
  middle: Point;
}

type Positions = Readonly<Record<string, Point>>;

/** Pixels from a node to one that is added beside it. */
const stride = nodeSize.width + 60;
const buttonRadius = 12;
/** Shares of the way along an edge at which it is pressed where its middle is on a card. */
const beside = [0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9];
/** More missing parts than this are a model that has just been begun. */
const maxParts = 20;

/** The parts that the problems miss and that have one place to go to, each once. */
export function findMissingParts(
  { model }: Pick<Experiment, 'model'>,
  problems: readonly Problem[],
  positions: Positions,
): MissingPart[] {
  const parts = new Map<string, MissingPart>();
  for (const problem of problems) {
    if (parts.size === maxParts) break;
    const { fix } = problem;
    const key = JSON.stringify(fix);
    const part = fix && !parts.has(key) ? findPart(fix, model, positions) : null;
    if (fix && part) parts.set(key, { problem: { ...problem, fix }, ...part });
  }
  return [...parts.values()];
}

function findPart(
  fix: Fix,
  model: Model,
  positions: Positions,
): Omit<MissingPart, 'problem'> | null {
  switch (fix.kind) {
    case 'connect':
      return findEdge(positions[fix.from], positions[fix.to], false, positions);
    case 'addLoop':
      return findEdge(positions[fix.node], positions[fix.node], true, positions);
    case 'insertFlatten':
      return findInserted(fix.edge, freeId('flatten', model), 'flatten', positions);
    case 'insertNode':
      return findInserted(fix.edge, fix.id, fix.node.kind, positions);
    case 'addNode': {
      const from = fix.from.flatMap((id) => positions[id] ?? []);
      const to = fix.to.flatMap((id) => positions[id] ?? []);
      const [before, after] = [from[0], to[0]];
      const next = before
        ? { x: before.x + stride, y: before.y }
        : after && { x: after.x - stride, y: after.y };
      return next ? findNode(fix.id, fix.node.kind, next, { from, to }, positions) : null;
    }
    default:
      return null;
  }
}

function findInserted(
  edge: string,
  id: string,
  kind: keyof typeof nodeCatalogue,
  positions: Positions,
): Omit<MissingPart, 'problem'> | null {
  const [from, to] = edge.split('->').map((end) => positions[end]);
  if (!from || !to) return null;
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return findNode(id, kind, middle, { from: [from], to: [to] }, positions);
}

function findNode(
  id: string,
  kind: keyof typeof nodeCatalogue,
  wanted: Point,
  ends: { from: readonly Point[]; to: readonly Point[] },
  positions: Positions,
): Omit<MissingPart, 'problem'> {
  const position = findFreePosition(wanted, Object.values(positions));
  const draw = (source: Point, target: Point): string =>
    computeEdgePath(findEdgeEnds(source, target), null, false)[0];
  return {
    node: { id, label: nodeCatalogue[kind].label, position },
    paths: [
      ...ends.from.map((source) => draw(source, position)),
      ...ends.to.map((target) => draw(position, target)),
    ],
    middle: { x: position.x + nodeSize.width / 2, y: position.y + nodeSize.height / 2 },
  };
}

function findEdge(
  source: Point | undefined,
  target: Point | undefined,
  isLoop: boolean,
  positions: Positions,
): Omit<MissingPart, 'problem'> | null {
  if (!source || !target) return null;
  const ends = findEdgeEnds(source, target);
  const [path, x, y] = computeEdgePath(ends, null, isLoop);
  const cards = Object.values(positions);
  const middle = [{ x, y }, ...beside.map((at) => pointOnEdge(ends, null, isLoop, at))].find(
    (point) => !cards.some((card) => isOnCard(point, card)),
  );
  return { node: null, paths: [path], middle: middle ?? { x, y } };
}

/** Whether a button at the point would cover a part of the card. */
function isOnCard({ x, y }: Point, card: Point): boolean {
  return (
    x > card.x - buttonRadius &&
    y > card.y - buttonRadius &&
    x < card.x + nodeSize.width + buttonRadius &&
    y < card.y + nodeSize.height + buttonRadius
  );
}
