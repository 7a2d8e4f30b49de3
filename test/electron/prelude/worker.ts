/** Ahead of the training process's script: the line to its parent as Electron's utilityProcess has it. */
import './node';
import { EventEmitter } from 'events';
import { pack, unpack } from './message';

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(pack(message)),
});
process.on('message', (packed: string) => parentPort.emit('message', { data: unpack(packed) }));
// Electron ends its utility processes with itself.
process.on('disconnect', () => process.exit(0));
Object.assign(process, { parentPort });
