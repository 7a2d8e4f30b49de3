/** The thread of a `TensorSocket`: each message is its length in four bytes, then its values. */
import { connect, createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { port, count, to } = workerData;

if (to === null) {
  const server = createServer((socket) => {
    server.close();
    relay(socket);
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
} else {
  const socket = connect(to, '127.0.0.1', () => relay(socket));
}

function relay(socket) {
  socket.setNoDelay(true);
  socket.on('error', (error) => {
    throw error;
  });
  port.on('message', (bytes) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.byteLength);
    socket.cork();
    socket.write(length);
    socket.write(bytes);
    socket.uncork();
  });
  let header = Buffer.alloc(0);
  let message = null;
  let filled = 0;
  socket.on('data', (chunk) => {
    for (let rest = chunk; rest.length > 0;) {
      if (message === null) {
        const missing = 4 - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < 4) return;
        message = new Uint8Array(header.readUInt32LE());
        header = Buffer.alloc(0);
        filled = 0;
      }
      const part = rest.subarray(0, message.length - filled);
      message.set(part, filled);
      filled += part.length;
      rest = rest.subarray(part.length);
      if (filled < message.length) return;
      port.postMessage(message.buffer, [message.buffer]);
      message = null;
      Atomics.add(count, 0, 1);
      Atomics.notify(count, 0);
    }
  });
  parentPort.postMessage('connected');
}
