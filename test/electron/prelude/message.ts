import { deserialize, serialize } from 'v8';

// Node 12 sends messages as JSON, which has no NaN. utilityProcess uses structured clones.
export const pack = (message: unknown): string => serialize(message).toString('base64');
export const unpack = (packed: string): unknown => deserialize(Buffer.from(packed, 'base64'));
