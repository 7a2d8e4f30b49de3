/** What a drag from the palette carries: the kind of node. */
export const dragType = 'application/x-dni-node';
