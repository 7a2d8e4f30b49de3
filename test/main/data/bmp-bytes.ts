/** Writes numbers as little-endian bytes: `[value, bytes]` each. */
const little = (...numbers: [value: number, bytes: number][]): number[] =>
  numbers.flatMap(([value, bytes]) =>
    Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) & 255),
  );

export interface BmpParts {
  width: number;
  /** Negative where the rows begin at the top. */
  height: number;
  bits: number;
  /** Bytes of the rows as they are in the file, each padded to a multiple of four. */
  rows: number[];
  compression?: number;
  /** Bytes after the header of 40 bytes: masks, palette, or the rest of a later header. */
  after?: number[];
  headerBytes?: number;
  /** Bytes between all that and the rows. */
  gap?: number[];
}

/** The bytes of a Windows bitmap. */
export function bmpBytes({ width, height, bits, rows, ...rest }: BmpParts): Buffer {
  const { compression = 0, after = [], headerBytes = 40, gap = [] } = rest;
  const start = 54 + after.length + gap.length;
  return Buffer.from([
    ...[0x42, 0x4d, ...little([start + rows.length, 4], [0, 4], [start, 4])],
    ...little([headerBytes, 4], [width, 4], [height >= 0 ? height : 2 ** 32 + height, 4]),
    ...little([1, 2], [bits, 2], [compression, 4], [rows.length, 4], [0, 8], [0, 8]),
    ...[...after, ...gap, ...rows],
  ]);
}
