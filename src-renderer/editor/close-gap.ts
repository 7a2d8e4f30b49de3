import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import { edgeId, type Edge } from '#spec/model';
import { framesOf } from './annotations';
import { moveNodes } from './edits';
import { nodeGap } from './free-position';
import { findFollowing } from './make-room';

type Places = Readonly<Record<string, Point>>;

/**
 * Closes the gaps that removed nodes leave where their neighbours were joined: the target takes the place of the first
 * removed node, and what follows it to the right moves along, as far as nothing comes too near to what stays.
 */
export function closeGaps(before: Experiment, after: Experiment): Experiment {
  const known = new Set(before.model.edges.map(edgeId));
  const joined = after.model.edges.filter((edge) => !known.has(edgeId(edge)));
  return joined.reduce((changed, edge) => closeGap(before, changed, edge), after);
}

function closeGap(before: Experiment, after: Experiment, { from, to }: Edge): Experiment {
  const places: Places = after.canvas?.positions ?? {};
  const [source, target] = [places[from], places[to]];
  if (!source || !target) return after;
  const between = Object.entries(before.canvas?.positions ?? {}).flatMap(([id, { x }]) =>
    !(id in after.model.nodes) && x > source.x && x < target.x ? x : [],
  );
  if (between.length === 0) return after;
  const following = findFollowing(after.model.edges, places, to);
  const ids = new Set(following.map(([id]) => id));
  const rooms = after.model.edges.flatMap((edge) => {
    const [left, right] = [places[edge.from], places[edge.to]];
    if (!left || !right || ids.has(edge.from) || !ids.has(edge.to) || left.x > right.x) return [];
    return right.x - left.x - nodeSize.width - nodeGap;
  });
  const shift = Math.min(target.x - Math.min(...between), ...rooms);
  const moved = following.map(([id, { x, y }]) => [id, { x: x - shift, y }] as const);
  const others = Object.entries(places).flatMap(([id, place]) => (ids.has(id) ? [] : [place]));
  const collides = moved.some(([, place]) =>
    others.some(
      (other) =>
        Math.abs(other.x - place.x) < nodeSize.width + nodeGap / 2 &&
        Math.abs(other.y - place.y) < nodeSize.height,
    ),
  );
  // A frame says what belongs together: it would stay behind.
  const isFramed = Object.keys(framesOf(after)).length > 0;
  return shift <= 0 || collides || isFramed ? after : moveNodes(after, Object.fromEntries(moved));
}
