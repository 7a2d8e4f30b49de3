import { WorkbenchError } from '#spec/errors';

/** The files because of which an import failed, and which it can leave out. */
export interface DamagedFiles {
  /** What is wrong with each; of very many files, the first. */
  files: string[];
  count: number;
}

/** Reads the details of a failed import; null where it can leave nothing out. */
export function findDamagedFiles(error: unknown): DamagedFiles | null {
  const details = error instanceof WorkbenchError ? error.details : null;
  if (typeof details !== 'object' || details === null) return null;
  if (!('choice' in details) || details.choice !== 'skipDamaged') return null;
  if (!('files' in details) || !Array.isArray(details.files)) return null;
  const files = details.files.filter((file) => typeof file === 'string');
  const count = 'count' in details && typeof details.count === 'number' ? details.count : 0;
  return { files, count: Math.max(count, files.length) };
}
