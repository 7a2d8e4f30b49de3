import crc32c from 'crc-32/crc32c.js';

/** Added by the format, so that the checksum of bytes that hold checksums is not a weak one. */
const maskDelta = 0xa282ead8;

/** The CRC-32C of the bytes, rotated and shifted as TensorFlow's record files have it. */
export function maskedCrc(bytes: Uint8Array): number {
  const crc = crc32c.buf(bytes) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + maskDelta) >>> 0;
}
