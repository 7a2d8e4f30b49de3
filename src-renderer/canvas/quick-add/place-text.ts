import type { NodePlace } from '../../editor/node-place';

/** What choosing a kind does at a place, as a sentence below the search field. */
export function describePlace(place: NodePlace): string {
  switch (place.kind) {
    case 'free':
      return 'Adds a node that is not connected yet.';
    case 'after':
      return `Adds a node after '${place.node}' and connects it. Only what fits is listed.`;
    case 'before':
      return `Adds a node before '${place.node}' and connects it. Only what fits is listed.`;
    case 'edge':
      return `Puts a node on the edge ${place.edge}. Only what fits is listed.`;
    case 'replace':
      return `Replaces '${place.node}' and keeps its edges and the settings that both kinds have.`;
  }
}

/** What is said where no kind can stand at a place. */
export function describeNothingFits(place: NodePlace): string {
  return place.kind === 'replace'
    ? 'No other kind takes these edges.'
    : 'No kind of node fits here.';
}
