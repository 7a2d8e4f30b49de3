import type { EdgeId } from '#spec/model';

/** The edge that the pointer is over; null where it is over none. */
export const hoveredEdge = $state<{ id: EdgeId | null }>({ id: null });
