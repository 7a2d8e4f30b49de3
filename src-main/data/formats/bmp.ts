/** An image of 4 bytes a pixel: red, green, blue, opacity; row by row from the top. */
export interface RgbaImage {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Bytes of the header that says how the pixels are stored, by the version of the format. */
const headerSizes = [12, 40, 52, 56, 64, 108, 124];
/** Bytes before that header. */
const fileHeader = 14;
const supportedBits = [1, 4, 8, 16, 24, 32];
const maxSide = 32_767;

interface BmpHeader {
  width: number;
  height: number;
  /** Whether the first row in the file is the top one. */
  isTopDown: boolean;
  bits: number;
  /** Offset of the pixels. */
  start: number;
  /** Offset and number of the colours, and the bytes of one. */
  palette: { start: number; count: number; bytes: number };
  /** Bits of red, green, blue and opacity in a pixel of 16 or 32 bits. */
  masks: number[];
}

/** Whether these are the first bytes of a Windows bitmap. */
export function isBmp(bytes: Buffer): boolean {
  return (
    bytes.length >= fileHeader + 4 &&
    bytes.toString('latin1', 0, 2) === 'BM' &&
    headerSizes.includes(bytes.readUInt32LE(fileHeader))
  );
}

/**
 * Decodes a Windows bitmap (BMP) of 1 to 32 bits a pixel without compression. No package is used: bmp-ts, fast-bmp and
 * decode-bmp read the wrong bytes where the pixels do not follow the header at once or the rows begin at the top, and
 * @cwasm/nsbmp darkens pixels of 16 bits. Throws an Error whose message says why the image is not read.
 */
export function decodeBmp(bytes: Buffer): RgbaImage {
  const header = readHeader(bytes);
  const { width, height, isTopDown, bits, start } = header;
  const stride = 4 * Math.ceil((width * bits) / 32);
  if (bytes.length < start + stride * height) throw new Error('it is cut off');
  const data = new Uint8Array(4 * width * height);
  const copyPixel = createPixelReader(bytes, header, data);
  for (let row = 0; row < height; row++) {
    const from = start + stride * (isTopDown ? row : height - 1 - row);
    for (let column = 0; column < width; column++)
      copyPixel(from, column, 4 * (row * width + column));
  }
  if (header.masks[3] !== 0) showWhereAllIsTransparent(data);
  return { width, height, data };
}

function readHeader(bytes: Buffer): BmpHeader {
  const size = bytes.readUInt32LE(fileHeader);
  if (bytes.length < fileHeader + size) throw new Error('it is cut off');
  const isOs2 = size === 12;
  const width = isOs2 ? bytes.readUInt16LE(18) : bytes.readInt32LE(18);
  const signedHeight = isOs2 ? bytes.readUInt16LE(20) : bytes.readInt32LE(22);
  const height = Math.abs(signedHeight);
  const bits = bytes.readUInt16LE(isOs2 ? 24 : 28);
  const compression = isOs2 ? 0 : bytes.readUInt32LE(30);
  if (width < 1 || height < 1 || width > maxSide || height > maxSide)
    throw new Error(`its header says that it has ${height} × ${width} pixels`);
  if (!supportedBits.includes(bits)) throw new Error(`it is a BMP of ${bits} bits a pixel`);
  const hasMasks = compression === 3 || compression === 6;
  if (compression !== 0 && !(hasMasks && (bits === 16 || bits === 32)))
    throw new Error('it is a compressed BMP, which is not read');
  // Masks follow the oldest header that can have them, and are in the later ones.
  const maskBytes = hasMasks && size === 40 ? (compression === 6 ? 16 : 12) : 0;
  const colours = isOs2 ? 0 : bytes.readUInt32LE(46);
  const count = bits > 8 ? 0 : Math.min(colours || 2 ** bits, 2 ** bits);
  const palette = { start: fileHeader + size + maskBytes, count, bytes: isOs2 ? 3 : 4 };
  if (bytes.length < palette.start + palette.count * palette.bytes)
    throw new Error('it is cut off');
  return {
    width,
    height,
    isTopDown: signedHeight < 0,
    bits,
    start: bytes.readUInt32LE(10),
    palette,
    masks: hasMasks ? readMasks(bytes, size, compression) : defaultMasks(bits),
  };
}

function readMasks(bytes: Buffer, size: number, compression: number): number[] {
  const hasOpacity = size >= 56 || compression === 6;
  return [0, 1, 2, 3].map((channel) =>
    channel < 3 || hasOpacity ? bytes.readUInt32LE(fileHeader + 40 + 4 * channel) : 0,
  );
}

function defaultMasks(bits: number): number[] {
  return bits === 16 ? [0x7c00, 0x03e0, 0x001f, 0] : [0xff0000, 0xff00, 0xff, 0];
}

/** Returns a function that copies pixel `column` of the row that begins at `from` to `to`. */
function createPixelReader(
  bytes: Buffer,
  { bits, palette, masks }: BmpHeader,
  data: Uint8Array,
): (from: number, column: number, to: number) => void {
  if (bits === 24) return (from, column, to) => copyColour(bytes, from + 3 * column, data, to);
  if (bits <= 8)
    return (from, column, to) => {
      const place = column * bits;
      const byte = bytes[from + (place >> 3)] ?? 0;
      const index = (byte >> (8 - bits - (place & 7))) & (2 ** bits - 1);
      if (index >= palette.count)
        throw new Error('it has a pixel of a colour that its palette lacks');
      copyColour(bytes, palette.start + index * palette.bytes, data, to);
    };
  const channels = masks.map(createChannelReader);
  return (from, column, to) => {
    const pixel =
      bits === 16 ? bytes.readUInt16LE(from + 2 * column) : bytes.readUInt32LE(from + 4 * column);
    channels.forEach((read, channel) => (data[to + channel] = read(pixel)));
  };
}

/** Copies blue, green and red as red, green, blue and full opacity. */
function copyColour(bytes: Buffer, from: number, data: Uint8Array, to: number): void {
  for (let channel = 0; channel < 3; channel++) data[to + channel] = bytes[from + 2 - channel] ?? 0;
  data[to + 3] = 255;
}

/** Returns a function that scales the masked bits of a pixel to 0 … 255; without a mask it returns 255. */
function createChannelReader(mask: number): (pixel: number) => number {
  if (mask === 0) return () => 255;
  const shift = 31 - Math.clz32(mask & -mask);
  const largest = mask >>> shift;
  return (pixel) => Math.round((((pixel & mask) >>> shift) * 255) / largest);
}

/** Makes an image opaque that has opacity 0 everywhere, as programs write that do not use it. */
function showWhereAllIsTransparent(data: Uint8Array): void {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) return;
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
}
