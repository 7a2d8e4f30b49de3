import { formatWhole } from '#spec/number-format';
import { WorkbenchError } from '#spec/errors';

/** The files because of which an import failed, and which it can leave out. */
export interface DamagedFiles {
  /** What is wrong with each; of very many files, the first. */
  files: string[];
  count: number;
}

/** `2 files cannot be taken as they are. …`: what the window lists below, and what can be done. */
export function describeDamaged({ count }: DamagedFiles): string {
  const files = count === 1 ? 'One file' : `${formatWhole(count)} files`;
  return `${files} cannot be taken. Mend or remove them, choose a size to which all images are brought where their sizes differ, or import without them.`;
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
