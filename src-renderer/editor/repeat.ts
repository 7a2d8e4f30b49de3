import { countNoun } from '#spec/count-noun';
import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import type { Edge } from '#spec/model';
import { boundsOf } from './annotations';
import { withEdges } from './edge-edits';
import { findFreeNodeId } from './edits';
import { copyGap, makeRoomForCopies } from './repeat-room';

/**
 * Repeats a block of a deep net in a row: the output of each copy goes to the input of the next, and the output of
 * the last one to where the output of the block went.
 */

export const maxRepeats = 100;
/** A part of a model that can be repeated. */
export interface Block {
  nodes: readonly string[];
  /** The edges that lead into the block. They all come from one node. */
  entries: readonly Edge[];
  /** The edges within the block. */
  inner: readonly Edge[];
  /** The edges that lead out of the block. They all come from `output`. */
  exits: readonly Edge[];
  output: string;
}

/** The block that some nodes make, or why they cannot be repeated, as a sentence to show to the user. */
export function findBlock({ model }: Experiment, ids: readonly string[]): Block | string {
  const nodes = Object.keys(model.nodes).filter((id) => ids.includes(id));
  const isInside = new Set(nodes);
  const entries = model.edges.filter(({ from, to }) => !isInside.has(from) && isInside.has(to));
  const exits = model.edges.filter(({ from, to }) => isInside.has(from) && !isInside.has(to));
  const sources = new Set(entries.map(({ from }) => from));
  const outputs = new Set(exits.map(({ from }) => from));
  const [output] = outputs;
  if (nodes.length === 0) return 'Select the nodes to repeat first.';
  if (sources.size === 0)
    return 'A block that is repeated has an edge that leads into it; these nodes have none.';
  if (sources.size > 1)
    return `A block that is repeated gets its message from one node; these nodes get theirs from ${countNoun(sources.size, 'node')}: ${[...sources].join(', ')}.`;
  if (output === undefined)
    return 'A block that is repeated has an edge that leads out of it; these nodes have none.';
  if (outputs.size > 1)
    return `A block that is repeated has one node whose message leads out of it; here there are ${outputs.size}: ${[...outputs].join(', ')}.`;
  const inner = model.edges.filter(({ from, to }) => isInside.has(from) && isInside.has(to));
  return { nodes, entries, inner, exits, output };
}

/**
 * Adds `count` copies of the block in a row to its right. Edges within a copy have the settings of those within the
 * block; the edges from one copy to the next those of the edges that lead into the block. What is in the way right of
 * the block moves to make room. `ids` are those of the new nodes.
 */
export function repeatBlock(
  experiment: Experiment,
  block: Block,
  count: number,
  positions: Readonly<Record<string, Point>>,
): { experiment: Experiment; ids: string[] } {
  const bounds = boundsOf(
    block.nodes.map((id) => ({ ...(positions[id] ?? { x: 0, y: 0 }), ...nodeSize })),
  ) ?? { x: 0, y: 0, width: 0, height: 0 };
  const step = bounds.width + copyGap;
  let changed = makeRoomForCopies(experiment, block.nodes, positions, bounds, count * step);
  const edges: Edge[] = [];
  const copies: string[] = [];
  let output = block.output;
  for (let copy = 1; copy <= count; copy++) {
    const names = new Map<string, string>();
    for (const id of block.nodes) {
      const name = findFreeNodeId(changed, id);
      const { x, y } = positions[id] ?? { x: 0, y: 0 };
      names.set(id, name);
      changed = withCopy(changed, id, name, { x: x + copy * step, y });
    }
    const rename = (id: string): string => names.get(id) ?? output;
    // In the order of the model: a concat joins its messages in it.
    for (const edge of experiment.model.edges)
      if (block.entries.includes(edge) || block.inner.includes(edge))
        edges.push({ ...edge, from: rename(edge.from), to: rename(edge.to) });
    output = rename(block.output);
    copies.push(...names.values());
  }
  const kept = changed.model.edges.map((edge) =>
    block.exits.includes(edge) ? { ...edge, from: output } : edge,
  );
  return { experiment: withEdges(changed, [...kept, ...edges]), ids: copies };
}

function withCopy(experiment: Experiment, id: string, name: string, position: Point): Experiment {
  const { model, canvas } = experiment;
  const node = model.nodes[id];
  if (!node) return experiment;
  return {
    ...experiment,
    model: { ...model, nodes: { ...model.nodes, [name]: node } },
    canvas: { ...canvas, positions: { ...canvas?.positions, [name]: position } },
  };
}
