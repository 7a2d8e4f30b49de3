import type { EdgeId } from '#spec/model';

/** The edge on which what is being dragged would be put; null while there is none. */
export const highlightedEdge = $state<{ id: EdgeId | null }>({ id: null });
