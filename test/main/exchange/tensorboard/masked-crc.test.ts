import crc32c from 'crc-32/crc32c.js';
import { describe, expect, it } from 'vitest';
import { maskedCrc } from '#exchange/tensorboard/masked-crc';

describe('maskedCrc', () => {
  it('is the CRC-32C, rotated right by 15 bits and increased by 0xa282ead8', () => {
    const bytes = new TextEncoder().encode('123456789');
    // The check value of CRC-32C in the catalogue of CRC algorithms.
    expect(crc32c.buf(bytes) >>> 0).toBe(0xe3069283);
    const bits = (0xe3069283).toString(2).padStart(32, '0');
    const rotated = parseInt(bits.slice(-15) + bits.slice(0, -15), 2);
    expect(maskedCrc(bytes)).toBe((rotated + 0xa282ead8) % 2 ** 32);
  });
});
