/**
 * Memory for large arrays of data that TensorFlow computes on in place. It copies every array that does not begin at a
 * multiple of 64 bytes, and JavaScript does not choose where an array begins; but the memory of WebAssembly begins at a
 * page of the system.
 */

/** What is used here of the global object, whose types come with those of a page. */
declare const WebAssembly: {
  Memory: new (pages: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
};

/** Smaller arrays are not worth pages of their own. */
const fewestBytes = 2 ** 20;
const pageBytes = 2 ** 16;

/** So many zeros, at the beginning of a page if they are many and the system has the address space. */
export function alignedBytes(length: number): Uint8Array {
  if (length < fewestBytes) return new Uint8Array(length);
  try {
    const pages = Math.ceil(length / pageBytes);
    return new Uint8Array(
      new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer,
      0,
      length,
    );
  } catch {
    return new Uint8Array(length);
  }
}
