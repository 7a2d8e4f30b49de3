/** A writer of ZIP files that writes whatever it is told, as no honest program does. */
import { deflateRawSync } from 'node:zlib';
import crc32 from 'crc-32';

export interface ZipEntry {
  name: string;
  content: Buffer;
  /** Bytes that the directory declares in place of those of the content. */
  declared?: number;
  /** Whether it is packed. Default: not. */
  deflate?: boolean;
  flags?: number;
  method?: number;
  /** Unix mode with the kind of the file. */
  mode?: number;
  /** The local header that the directory points to, in place of its own. */
  offset?: number;
  extra?: Buffer;
}

export interface ZipOptions {
  /** Files that the end of the directory declares. */
  entryCount?: number;
  comment?: Buffer;
}

/** Half a file system in one buffer: local headers with contents, the directory, its end. */
export function zipBytes(
  entries: readonly ZipEntry[],
  { entryCount, comment }: ZipOptions = {},
): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const { name, content, deflate = false, flags = 0x0800, mode = 0o100644 } = entry;
    const packed = deflate ? deflateRawSync(content) : content;
    const method = entry.method ?? (deflate ? 8 : 0);
    const size = entry.declared ?? content.length;
    const large = size >= 0xffffffff;
    const extra =
      entry.extra ??
      (large ? Buffer.concat([uint16(1), uint16(8), uint64(size)]) : Buffer.alloc(0));
    const names = Buffer.from(name, 'utf8');
    const common = Buffer.concat([
      ...[uint16(flags), uint16(method), uint16(0), uint16(0x2821)],
      ...[uint32(crc32.buf(content) >>> 0), uint32(packed.length)],
      ...[uint32(large ? 0xffffffff : size), uint16(names.length)],
    ]);
    const local = Buffer.concat([
      ...[uint32(0x04034b50), uint16(20), common, uint16(0), names, packed],
    ]);
    directory.push(
      Buffer.concat([
        ...[uint32(0x02014b50), uint16(0x031e), uint16(20), common, uint16(extra.length)],
        ...[uint16(0), uint16(0), uint16(0), uint32((mode << 16) >>> 0)],
        ...[uint32(entry.offset ?? at), names, extra],
      ]),
    );
    locals.push(local);
    at += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = entryCount ?? entries.length;
  const note = comment ?? Buffer.alloc(0);
  const isLarge = count > 0xffff;
  const zip64 = isLarge
    ? Buffer.concat([
        ...[uint32(0x06064b50), uint64(44), uint16(45), uint16(45), uint32(0), uint32(0)],
        ...[uint64(count), uint64(count), uint64(size), uint64(at)],
        ...[uint32(0x07064b50), uint32(0), uint64(at + size), uint32(1)],
      ])
    : Buffer.alloc(0);
  const counts = uint16(isLarge ? 0xffff : count);
  const end = [uint32(0x06054b50), uint16(0), uint16(0), counts, counts, uint32(size), uint32(at)];
  return Buffer.concat([...locals, ...directory, zip64, ...end, uint16(note.length), note]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
