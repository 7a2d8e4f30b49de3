import { expect, it } from 'vitest';
import { describeBinary, describeForeignFormat } from '#data/formats/foreign-format';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

it('names well-known formats by their first bytes', () => {
  expect(describeForeignFormat(bytes('PK\x03\x04..x.npy'))).toBe(
    'an archive of NumPy arrays (NPZ)',
  );
  expect(describeForeignFormat(bytes(`${'\0'.repeat(257)}ustar`))).toBe('a tar archive');
  expect(describeForeignFormat(bytes('\x89HDF\r\n'))).toBe('an HDF5 file');
  expect(describeForeignFormat(bytes('a,b\n'))).toBeNull();
  expect(describeForeignFormat(bytes(''))).toBeNull();
});

it('takes a text that begins with the letters of a format for a text', () => {
  expect(describeBinary(bytes('Rar! said the crow.'))).toBeNull();
  expect(describeBinary(bytes('Rar!\x1a\x07\x00'))).toBe('a RAR archive');
});
