import { isUtf8 } from 'node:buffer';

/** What the first bytes of well-known formats are, in latin1; `at` is their offset where it is not 0. */
const signatures: readonly { start: string; at?: number; name: string }[] = [
  { start: '%PDF', name: 'a PDF document' },
  { start: 'PAR1', name: 'a Parquet file' },
  { start: 'ARROW1', name: 'an Arrow file' },
  { start: 'FEA1', name: 'a Feather file' },
  { start: '\x89HDF', name: 'an HDF5 file' },
  { start: 'MATLAB 5.0', name: 'a MATLAB file' },
  { start: '\xd0\xcf\x11\xe0', name: 'an old Office document, such as XLS' },
  { start: 'SQLite format 3', name: 'an SQLite database' },
  { start: '\x93NUMPY', name: 'a NumPy array (NPY)' },
  { start: '7z\xbc\xaf', name: 'a 7z archive' },
  { start: 'Rar!', name: 'a RAR archive' },
  { start: 'BZh', name: 'a bzip2 archive' },
  { start: '\xfd7zXZ', name: 'an xz archive' },
  { start: '\x28\xb5\x2f\xfd', name: 'a Zstandard archive' },
  { start: 'ustar', at: 257, name: 'a tar archive' },
  { start: '\x89PNG', name: 'a PNG image' },
  { start: '\xff\xd8\xff', name: 'a JPEG image' },
  { start: 'GIF8', name: 'a GIF image' },
];

/** What is packed in a ZIP archive, by a text that its first bytes hold. */
const zipContents: readonly { text: string; name: string }[] = [
  { text: '[Content_Types].xml', name: 'an Office document, such as XLSX' },
  { text: 'vnd.oasis.opendocument', name: 'an OpenDocument file, such as ODS' },
  { text: '.npy', name: 'an archive of NumPy arrays (NPZ)' },
];

/** As many bytes as `describeForeignFormat` looks at. */
export const headBytes = 1024;

/** What a file is that begins with these bytes, where it is of a well-known binary format; else null. */
export function describeForeignFormat(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, headBytes)).toString('latin1');
  if (head.startsWith('PK\x03\x04'))
    return zipContents.find(({ text }) => head.includes(text))?.name ?? 'a ZIP archive';
  return signatures.find(({ start, at = 0 }) => head.startsWith(start, at))?.name ?? null;
}

/** The same for a file that should be text, which may begin with the letters of such a format by chance. */
export function describeBinary(bytes: Uint8Array): string | null {
  const head = bytes.subarray(0, headBytes);
  return isUtf8(head) && !head.includes(0) ? null : describeForeignFormat(head);
}
