/**
 * Columns of four bytes a number that are parts of larger buffers: a buffer for each of thousands of columns takes longer
 * than filling them.
 */
const bufferBytes = 2 ** 18;
const bytesOfNumber = 4;

let buffer = new ArrayBuffer(0);
let usedBytes = 0;

export function newFloat32Column(length: number): Float32Array {
  const start = takeBytes(length * bytesOfNumber);
  return new Float32Array(buffer, start, length);
}

export function newUint32Column(length: number): Uint32Array {
  const start = takeBytes(length * bytesOfNumber);
  return new Uint32Array(buffer, start, length);
}

/** Where so many bytes of the buffer begin. It is replaced where it has no more of them. */
function takeBytes(count: number): number {
  if (usedBytes + count > buffer.byteLength) {
    buffer = new ArrayBuffer(Math.max(count, bufferBytes));
    usedBytes = 0;
  }
  usedBytes += count;
  return usedBytes - count;
}
