/** Runs before the script of the training process: the parent port of Electron's utilityProcess. */
import './node';
import { EventEmitter } from 'events';
import { pack, unpack } from './message';

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(pack(message)),
});
process.on('message', (packed: string) => parentPort.emit('message', { data: unpack(packed) }));
// Electron ends its utility processes when it exits.
process.on('disconnect', () => process.exit(0));
Object.assign(process, { parentPort });
