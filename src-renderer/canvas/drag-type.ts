/** MIME type of a drag from the palette; its data is the kind of node. */
export const dragType = 'application/x-dni-node';
