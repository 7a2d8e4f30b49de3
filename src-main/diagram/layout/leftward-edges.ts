import { edgeId, type Edge, type EdgeId } from '../../spec/model';
import { nodeSize, type Point } from './geometry';

/** Pixels left and right of a node within which an edge makes its vertical turns. */
const turnMargin = 24;
/** Height in pixels of a channel below all nodes. */
const channelHeight = 40;
/** Channels between two rows that are lower than this, in pixels, are not used. */
const minChannelHeight = 8;
/** A target this many pixels to the left of the source is reached in straight pieces, not by a curve. */
const minLeftwardDistance = 64;

/**
 * Whether an edge leads so far to the left that a Bézier curve would cross itself or its own nodes.
 * `sourceX` and `targetX` are the x coordinates of the two ends of the edge, in pixels.
 */
export function isLeftward(sourceX: number, targetX: number): boolean {
  return targetX < sourceX - minLeftwardDistance;
}

/** A horizontal strip that is free of nodes; y coordinates in pixels. */
interface Channel {
  top: number;
  bottom: number;
}

/**
 * Routes the edges that lead to the left, for example from the end of a row to the start of the next:
 * for each of them, the y coordinate in pixels of its long horizontal segment.
 *
 * The segment lies in the tallest free channel between the two ends of the edge, or below both nodes if
 * there is none, as between two nodes of one row. Edges that share a channel lie side by side. Edges
 * that lead to the right and self-loops have no entry.
 */
export function routeLeftwardEdges(
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  positions: Readonly<Record<string, Point>>,
): ReadonlyMap<EdgeId, number> {
  const nodes = Object.values(positions);
  const edgesByChannel = new Map<string, { id: EdgeId; targetX: number; channel: Channel }[]>();
  for (const edge of edges) {
    const [source, target] = [positions[edge.from], positions[edge.to]];
    if (!source || !target || edge.from === edge.to) continue;
    if (!isLeftward(source.x + nodeSize.width, target.x)) continue;
    const channel =
      findTallestChannel(source, target, nodes) ?? findChannelBelow(source, target, nodes);
    const key = `${channel.top} ${channel.bottom}`;
    const entry = { id: edgeId(edge), targetX: target.x, channel };
    edgesByChannel.set(key, [...(edgesByChannel.get(key) ?? []), entry]);
  }
  const routes = new Map<EdgeId, number>();
  for (const entries of edgesByChannel.values()) {
    // The edge that leads furthest to the left lies on top, so that the edges do not cross.
    entries.sort((a, b) => a.targetX - b.targetX);
    for (const [index, { id, channel }] of entries.entries()) {
      const share = (index + 1) / (entries.length + 1);
      routes.set(id, channel.top + (channel.bottom - channel.top) * share);
    }
  }
  return routes;
}

/** The first channel below both nodes. */
function findChannelBelow(source: Point, target: Point, nodes: readonly Point[]): Channel {
  let top = Math.max(source.y, target.y) + nodeSize.height;
  for (const { y } of findNodesInSpan(source, target, nodes))
    if (y < top + channelHeight && y + nodeSize.height > top) top = y + nodeSize.height;
  return { top, bottom: top + channelHeight };
}

/** The tallest channel between the vertical centres of both nodes; null if there is none. */
function findTallestChannel(source: Point, target: Point, nodes: readonly Point[]): Channel | null {
  const half = nodeSize.height / 2;
  const [top, bottom] = [Math.min(source.y, target.y) + half, Math.max(source.y, target.y) + half];
  let tallest: Channel | null = null;
  let scannedTo = top;
  for (const { y } of findNodesInSpan(source, target, nodes)) {
    const channel = { top: scannedTo, bottom: Math.min(y, bottom) };
    const height = channel.bottom - channel.top;
    if (height > minChannelHeight && (!tallest || height > tallest.bottom - tallest.top))
      tallest = channel;
    scannedTo = Math.max(scannedTo, y + nodeSize.height);
    if (scannedTo >= bottom) break;
  }
  return tallest;
}

/** The nodes that overlap the horizontal extent of an edge, from top to bottom. */
function findNodesInSpan(source: Point, target: Point, nodes: readonly Point[]): Point[] {
  const [left, right] = [target.x - turnMargin, source.x + nodeSize.width + turnMargin];
  return nodes.filter(({ x }) => x < right && x + nodeSize.width > left).sort((a, b) => a.y - b.y);
}
