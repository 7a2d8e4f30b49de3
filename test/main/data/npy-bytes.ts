/** The bytes of an NPY file: `header`, the dictionary as NumPy writes it, then `numbers`. */
export function npyBytes(
  header: string,
  numbers: ArrayBufferView | readonly number[],
  version = 1,
): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const length = version === 1 ? 2 : 4;
  const bytes = ArrayBuffer.isView(numbers)
    ? new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
    : Uint8Array.from(numbers);
  return Uint8Array.from([
    ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0],
    ...Array.from({ length }, (_, at) => (text.length >> (8 * at)) & 255),
    ...text,
    ...bytes,
  ]);
}

/** The dictionary of an NPY file; `shape` as in `'2, 3'`. */
export function npyHeader(type: string, shape: string, isFortran = false): string {
  return `{'descr': '${type}', 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': (${shape}), }`;
}
