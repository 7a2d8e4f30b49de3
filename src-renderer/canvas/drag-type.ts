import type { NodeKind } from '#spec/nodes';

/** MIME type of a drag from the palette; its data is the kind of node. */
export const dragType = 'application/x-dni-node';

/** The kind that is being dragged from the palette: the data of a drag cannot be read before it is dropped. */
export const paletteDrag: { kind: NodeKind | null } = { kind: null };
