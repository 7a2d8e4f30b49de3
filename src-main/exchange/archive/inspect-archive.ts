import { createHash } from 'node:crypto';
import { formatMegabytes } from '#spec/format-megabytes';
import { quote } from '#spec/quote';
import { WorkbenchError } from '#spec/errors';
import { maxJsonBytes } from '#files/read-json-text';
import type { ProjectFolder } from '#storage/projects';
import type { ReadText } from './check-item';
import type { ArchiveManifest } from './manifest';
import { damagedArchive, openArchive, type OpenArchive } from './open-archive';
import { planImport, type PlannedItem } from './plan-import';

/** What is in an archive, and what its import would do. */
export interface InspectedArchive {
  manifest: Omit<ArchiveManifest, 'files' | 'items'>;
  /** Bytes of the file. */
  packedBytes: number;
  /** Bytes that its content takes on the disk. */
  bytes: number;
  files: number;
  /** Without a project, everything is new. */
  items: PlannedItem[];
}

/**
 * Looks into an archive, and at what of it a project has already; null: none. Nothing is written. What is unpacked later
 * may still be found damaged. Throws as `openArchive` does.
 */
export async function inspectArchive(
  path: string,
  project: ProjectFolder | null,
): Promise<InspectedArchive> {
  const archive = await openArchive(path);
  try {
    const { files, items, ...manifest } = archive.manifest;
    const planned = project
      ? (await planImport(project, archive.manifest, readTextOf(archive))).items
      : items.map((item) => asNew(item));
    const { packedBytes, bytes } = archive;
    return { manifest, packedBytes, bytes, files: files.length, items: planned };
  } finally {
    archive.close();
  }
}

function asNew(item: ArchiveManifest['items'][number]): PlannedItem {
  return { ...item, outcome: 'new', newId: item.id, newName: item.name };
}

/** Reads small files without unpacking the archive, and compares their checksums. */
function readTextOf(archive: OpenArchive): ReadText {
  const listed = new Map(archive.manifest.files.map((file) => [file.path, file]));
  return async (path) => {
    const file = listed.get(path);
    if (!file) throw damagedArchive(archive.name, `${quote(path, 200)} is missing`);
    if (file.bytes > maxJsonBytes)
      throw new WorkbenchError(
        'validation',
        `The archive ${archive.name} is not imported: ${quote(path, 200)} has ${formatMegabytes(file.bytes)}, more than such a file can have.`,
      );
    const pieces: Buffer[] = [];
    try {
      for await (const piece of await archive.read(path)) pieces.push(piece as Buffer);
    } catch (error) {
      throw error instanceof WorkbenchError
        ? error
        : damagedArchive(archive.name, `${quote(path, 200)} cannot be unpacked`);
    }
    const bytes = Buffer.concat(pieces);
    if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
      throw damagedArchive(archive.name, `the checksum of ${quote(path, 200)} does not fit`);
    return bytes.toString('utf8');
  };
}
