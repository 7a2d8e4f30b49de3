import { findNodeEntry } from '#spec/node-catalogue';
import type { Experiment } from '#spec/experiment';
import type { Node } from '#spec/nodes';
import { framesOf, notesOf } from '../../editor/annotations';

/** A node, a frame or a note that a search has found. */
export interface Match {
  kind: 'node' | 'frame' | 'note';
  id: string;
}

/**
 * The nodes, frames and notes in which every word of `query` occurs: in a node's name, kind or settings (`units 256`,
 * `relu`), the title of a frame or the text of a note. Exact names come first.
 */
export function findMatches(experiment: Experiment, query: string): Match[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const matches = (text: string): boolean => words.every((word) => text.includes(word));
  const nodes = Object.entries(experiment.model.nodes)
    .filter(([id, node]) => matches(textOf(id, node)))
    .map(([id]): Match => ({ kind: 'node', id }));
  const frames = Object.entries(framesOf(experiment))
    .filter(([, { title }]) => matches(title.toLowerCase()))
    .map(([id]): Match => ({ kind: 'frame', id }));
  const notes = Object.entries(notesOf(experiment))
    .filter(([, { text }]) => matches(text.toLowerCase()))
    .map(([id]): Match => ({ kind: 'note', id }));
  const isExact = ({ kind, id }: Match): boolean =>
    kind === 'node' && id.toLowerCase() === query.trim().toLowerCase();
  const all = [...nodes, ...frames, ...notes];
  return [...all.filter(isExact), ...all.filter((match) => !isExact(match))];
}

export function keyOfMatch({ kind, id }: Match): string {
  return `${kind}:${id}`;
}

export function keysOfMatches(matches: readonly Match[]): ReadonlySet<string> {
  return new Set(matches.map(keyOfMatch));
}

/** The words of a node in which is searched. A setting that is off is not found by its name. */
function textOf(id: string, node: Node): string {
  const { label, settings } = findNodeEntry(node);
  const values = node as Record<string, unknown>;
  const texts = settings.flatMap((setting) => {
    const value = values[setting.key];
    if (value === undefined || value === false) return [];
    return [`${setting.key} ${setting.label}`, value === true ? '' : JSON.stringify(value)];
  });
  return [id, node.kind, label, ...texts].join(' ').toLowerCase();
}
