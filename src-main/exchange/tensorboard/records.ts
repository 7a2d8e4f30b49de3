/**
 * TensorFlow's record file: for each record its length (u64), the masked CRC of these eight bytes (u32), the record, and
 * its masked CRC (u32), all little-endian.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { fileError, maxQuotedPath } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { maskedCrc } from './masked-crc';

const headerBytes = 12;
const footerBytes = 4;
/** Far above any event of scalars: a damaged length must not make this program ask for the memory of it. */
const maxRecordBytes = 2 ** 28;
/** Bytes that are read at once. */
const readBytes = 2 ** 20;

export function encodeRecord(record: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + record.length + footerBytes);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(record.length), true);
  view.setUint32(8, maskedCrc(bytes.subarray(0, 8)), true);
  bytes.set(record, headerBytes);
  view.setUint32(headerBytes + record.length, maskedCrc(record), true);
  return bytes;
}

/** A record, with the byte of the file at which it begins. */
export interface FileRecord {
  offset: number;
  /** Valid until the next record is asked for. */
  bytes: Uint8Array;
}

/**
 * The records of a file. A last record that was cut off, as while it is written, is left out, and `onCut` is called.
 * Throws `validation`, which names file and byte, where a checksum does not fit, `unavailable` where the file cannot be
 * read.
 */
export async function* readRecords(
  path: string,
  onCut: () => void = () => undefined,
): AsyncGenerator<FileRecord> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    throw fileError('read', path, error);
  }
  try {
    yield* parseRecords(path, file, onCut);
  } finally {
    await file.close();
  }
}

async function* parseRecords(
  path: string,
  file: FileHandle,
  onCut: () => void,
): AsyncGenerator<FileRecord> {
  const window = new FileWindow(path, file);
  let offset = 0;
  for (;;) {
    const header = await window.read(offset, headerBytes);
    if (!header) {
      if (window.hasByte(offset)) onCut();
      return;
    }
    const length = Number(header.readBigUInt64LE(0));
    const isLength = header.readUInt32LE(8) === maskedCrc(header.subarray(0, 8));
    if (!isLength || length > maxRecordBytes) throw damagedRecord(path, offset);
    const rest = await window.read(offset + headerBytes, length + footerBytes);
    if (!rest) {
      onCut();
      return;
    }
    const bytes = rest.subarray(0, length);
    if (rest.readUInt32LE(length) !== maskedCrc(bytes)) throw damagedRecord(path, offset);
    yield { offset, bytes };
    offset += headerBytes + length + footerBytes;
  }
}

/** The part of a file that was read last: records are small, and reading each by itself would take most of the time. */
class FileWindow {
  readonly #path: string;
  readonly #file: FileHandle;
  #start = 0;
  #bytes = Buffer.alloc(0);

  constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** Bytes of the file; null where it ends before them. */
  async read(offset: number, count: number): Promise<Buffer | null> {
    const end = offset + count;
    if (end > this.#start + this.#bytes.length) {
      const buffer = Buffer.allocUnsafe(Math.max(count, readBytes));
      this.#bytes = buffer.subarray(0, await this.#fill(buffer, offset));
      this.#start = offset;
    }
    const at = offset - this.#start;
    return at + count > this.#bytes.length ? null : this.#bytes.subarray(at, at + count);
  }

  /** Whether the file has this byte, of those that were read last. */
  hasByte(offset: number): boolean {
    return offset >= this.#start && offset < this.#start + this.#bytes.length;
  }

  async #fill(buffer: Buffer, position: number): Promise<number> {
    let done = 0;
    try {
      for (;;) {
        const { bytesRead } = await this.#file.read(
          buffer,
          done,
          buffer.length - done,
          position + done,
        );
        done += bytesRead;
        if (bytesRead === 0 || done === buffer.length) return done;
      }
    } catch (error) {
      throw fileError('read', this.#path, error);
    }
  }
}

export function damagedRecord(
  path: string,
  offset: number,
  why = 'the checksum of the record there does not fit',
): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `${quote(path, maxQuotedPath)} is damaged at byte ${offset.toLocaleString('en')}: ${why}. Copy the file again from where it was written.`,
    { path, offset },
  );
}
