/**
 * Opens an archive and checks everything that can be known before a file of it is unpacked: it may come from anywhere, and
 * may be damaged or made to do harm.
 */
import crc32 from 'crc-32';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { errorCode, fileError, maxQuotedPath } from '#files/file-errors';
import { readHead } from '#files/read-bytes';
import { archiveEnding } from '#spec/archive';
import { WorkbenchError } from '#spec/errors';
import { printable, quote } from '#spec/quote';
import { keyText, placeOf, projectPath } from './layout';
import {
  manifestPath,
  maxFiles,
  maxManifestBytes,
  parseManifest,
  type ArchiveManifest,
} from './manifest';

/** An archive whose list of contents fits the files that it says to have. */
export interface OpenArchive {
  /** The name of the file, for messages. */
  name: string;
  manifest: ArchiveManifest;
  /** Bytes of the file itself. */
  packedBytes: number;
  /** Bytes of all files in it. */
  bytes: number;
  /** The content of one of its files, as it is unpacked; its checksum is not compared. */
  read(path: string): Promise<Readable>;
  close(): void;
}

/** The most bytes that a packed byte can become: deflate has no more. */
const maxPackingRatio = 1032;
const [stored, deflated] = [0, 8];
/** The kind of a file in the upper half of the attributes, as Unix has it. */
const [kindMask, regularFile] = [0o170000, 0o100000];

/** Whether the file is to be read as an archive: by its first bytes, or, where those are damaged, by its name. */
export async function isArchive(path: string): Promise<boolean> {
  if (!(await stat(path).catch(() => null))?.isFile()) return false;
  if (path.toLowerCase().endsWith(archiveEnding)) return true;
  const head = await readHead(path, 4).catch(() => null);
  return head?.toString('latin1') === 'PK\x03\x04';
}

/**
 * Opens an archive; the caller closes it. Throws `notFound` where there is no file, `validation` where it is no archive,
 * is damaged or holds what no archive has, `unavailable` where it cannot be read.
 */
export async function openArchive(path: string): Promise<OpenArchive> {
  const { size } = await statFile(path);
  const name = quote(basename(path), 100);
  const zip = await openZip(path, name);
  try {
    const entries = await readEntries(zip, name, size);
    const manifestEntry = entries.get(manifestPath);
    if (!manifestEntry)
      throw new WorkbenchError(
        'validation',
        `${name} is a ZIP file, but no archive of this program: it has no ${manifestPath}. Choose a file that was exported as an archive.`,
      );
    const manifest = await readManifest(zip, manifestEntry, name);
    assertComplete(manifest, entries, name);
    return {
      name,
      manifest,
      packedBytes: size,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      read: (file) => openEntry(zip, entries.get(file), name),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** The error for an archive that is not as it was written. `what` completes the sentence. */
export function damagedArchive(name: string, what: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The archive ${name} is damaged: ${printable(what, 400).replace(/\.+$/, '')}. Get the file again.`,
  );
}

/** The error for an archive with something that this program does not write. */
function refused(name: string, what: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The archive ${name} is not imported: ${what}, which no archive of this program has.`,
  );
}

async function statFile(path: string): Promise<{ size: number }> {
  try {
    const stats = await stat(path);
    if (stats.isFile()) return stats;
  } catch (error) {
    if (errorCode(error) === 'ENOENT')
      throw new WorkbenchError('notFound', `There is no file ${quote(path, maxQuotedPath)}.`);
    throw fileError('read', path, error);
  }
  throw new WorkbenchError(
    'validation',
    `${quote(path, maxQuotedPath)} is a folder or a device, not a file. Choose the file of an archive.`,
  );
}

async function openZip(path: string, name: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, strictFileNames: true });
  } catch (error) {
    if (errorCode(error) !== '') throw fileError('read', path, error);
    throw damagedArchive(name, 'it is no whole ZIP file');
  }
}

/** The files in the archive by their paths. Throws where there is anything but plain files with paths of a project. */
async function readEntries(zip: ZipFile, name: string, size: number): Promise<Map<string, Entry>> {
  if (zip.entryCount > maxFiles + 1)
    throw refused(name, `it declares ${zip.entryCount.toLocaleString('en')} files`);
  const entries = new Map<string, Entry>();
  const spellings = new Map<string, string>();
  try {
    for await (const entry of zip.eachEntry()) {
      assertPlain(entry, name);
      const { fileName } = entry;
      // Disks that do not tell upper from lower case would have one file in the place of two.
      const spelling = fileName.normalize('NFC').toLowerCase();
      const other = spellings.get(spelling);
      if (other !== undefined)
        throw refused(name, `it has two files with the path ${quote(fileName, maxQuotedPath)}`);
      spellings.set(spelling, fileName);
      entries.set(fileName, entry);
    }
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    throw damagedArchive(name, 'its directory of files cannot be read');
  }
  assertApart([...entries.values()], name, size);
  assertOneSpelling([...entries.keys()], name);
  return entries;
}

function assertPlain(entry: Entry, name: string): void {
  const { fileName, compressionMethod, compressedSize, uncompressedSize } = entry;
  const file = quote(fileName, maxQuotedPath);
  if (fileName !== manifestPath && fileName !== projectPath && !placeOf(fileName))
    throw refused(name, `it has a file with the path ${file}`);
  const kind = (entry.externalFileAttributes >>> 16) & kindMask;
  if (kind !== 0 && kind !== regularFile) throw refused(name, `${file} is a link or a device`);
  if (entry.isEncrypted()) throw refused(name, `${file} is encrypted`);
  if (compressionMethod !== stored && compressionMethod !== deflated)
    throw refused(name, `${file} is packed by method ${compressionMethod}`);
  if (uncompressedSize > compressedSize * maxPackingRatio)
    throw damagedArchive(
      name,
      `${file} is said to have ${uncompressedSize.toLocaleString('en')} bytes, and the ${compressedSize.toLocaleString('en')} packed ones cannot become so many`,
    );
}

/** Throws where two files share bytes of the archive, by which a small one could unpack to any size. */
function assertApart(entries: readonly Entry[], name: string, size: number): void {
  const ordered = [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  ordered.forEach((entry, index) => {
    const end = entry.relativeOffsetOfLocalHeader + entry.compressedSize;
    const next = ordered[index + 1]?.relativeOffsetOfLocalHeader ?? size;
    if (end > next)
      throw damagedArchive(
        name,
        `${quote(entry.fileName, maxQuotedPath)} reaches into the bytes of another file`,
      );
  });
}

/** Throws where the ids of two items differ in their case alone: they would share a folder on some disks. */
function assertOneSpelling(paths: readonly string[], name: string): void {
  const ids = new Map<string, string>();
  for (const path of paths) {
    const place = placeOf(path);
    if (!place) continue;
    const key = keyText(place.key);
    const other = ids.get(key.toLowerCase()) ?? key;
    if (other !== key)
      throw refused(
        name,
        `it has ${quote(other)} and ${quote(key)}, which differ in their case alone`,
      );
    ids.set(key.toLowerCase(), key);
  }
}

async function readManifest(zip: ZipFile, entry: Entry, name: string): Promise<ArchiveManifest> {
  if (entry.uncompressedSize > maxManifestBytes)
    throw refused(
      name,
      `its list of contents has ${entry.uncompressedSize.toLocaleString('en')} bytes`,
    );
  const pieces: Buffer[] = [];
  try {
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
  } catch {
    throw damagedArchive(name, `${manifestPath} cannot be unpacked`);
  }
  const bytes = Buffer.concat(pieces);
  if (crc32.buf(bytes) >>> 0 !== entry.crc32)
    throw damagedArchive(name, `the checksum of ${manifestPath} does not fit`);
  return parseManifest(bytes.toString('utf8'), name);
}

/** Throws where the files of the archive are not exactly those of its list, in the sizes that it says. */
function assertComplete(
  { kind, files, items }: ArchiveManifest,
  entries: ReadonlyMap<string, Entry>,
  name: string,
): void {
  const listed = new Set<string>();
  const keys = new Set(items.map(keyText));
  for (const { path, bytes } of files) {
    const entry = entries.get(path);
    const place = placeOf(path);
    const file = quote(path, maxQuotedPath);
    if (!entry) throw damagedArchive(name, `${file} is missing`);
    if (listed.has(path)) throw damagedArchive(name, `${file} is listed twice`);
    if (entry.uncompressedSize !== bytes)
      throw damagedArchive(
        name,
        `${file} has ${entry.uncompressedSize.toLocaleString('en')} bytes in place of ${bytes.toLocaleString('en')}`,
      );
    if (place ? !keys.has(keyText(place.key)) : path !== projectPath)
      throw damagedArchive(name, `${file} belongs to nothing in its list of contents`);
    listed.add(path);
  }
  for (const path of entries.keys())
    if (path !== manifestPath && !listed.has(path))
      throw damagedArchive(name, `${quote(path, maxQuotedPath)} is not in its list of contents`);
  if (keys.size !== items.length) throw damagedArchive(name, 'an item is listed twice');
  if (kind === 'project' && !listed.has(projectPath))
    throw damagedArchive(name, `it is one of a project and has no ${projectPath}`);
}

async function openEntry(zip: ZipFile, entry: Entry | undefined, name: string): Promise<Readable> {
  try {
    if (entry) return await zip.openReadStreamPromise(entry);
  } catch {
    throw damagedArchive(name, `${quote(entry?.fileName ?? '', maxQuotedPath)} cannot be unpacked`);
  }
  throw damagedArchive(name, 'a file is missing');
}
