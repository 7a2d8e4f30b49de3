/**
 * The paths of files in an archive: those that they have in the folder of a project. No other path is written into an
 * archive or taken out of one.
 */
import type { ItemKey, ItemKind } from '#spec/archive';

/** Where a file belongs. */
export interface Place {
  key: ItemKey;
  /** The path without the id: what is before it and after it. */
  around: readonly [string, string];
}

/** The file that makes a folder a project, which belongs to no item. */
export const projectPath = 'project.json';

const id = '([A-Za-z0-9][A-Za-z0-9._-]{0,199})';
const datasetId = '([a-z0-9][a-z0-9-]{0,59})';
/** A name that the program chooses: of a version, of a file of a checkpoint. */
const name = '[A-Za-z0-9][A-Za-z0-9._-]*';
/** Columns of data sets are named by their users. */
const columnName = '[^./\\\\:*?"<>|\\p{C}][^/\\\\:*?"<>|\\p{C}]*';

const shapes: readonly (readonly [ItemKind, RegExp])[] = (
  [
    ['dataset', `(datasets/)${datasetId}(/${columnName})`],
    ['model', `(models/)${id}(\\.json)`],
    ['model', `(models/\\.history/)${id}(/${name}\\.json)`],
    ['template', `(templates/)${id}(\\.json)`],
    ['reported', `(reported/)${id}(\\.json)`],
    ['study', `(studies/)${id}(\\.json)`],
    ['study', `(studies/\\.history/)${id}(/${name}\\.json)`],
    ['study', `(studies/\\.models/)${id}(\\.json)`],
    ['study', `(studies/\\.runs/)${id}(\\.jsonl)`],
    ['run', `(runs/)${id}(/(?:run|metrics)\\.json)`],
    ['run', `(runs/)${id}(/log\\.jsonl)`],
    ['run', `(runs/)${id}(/metrics/\\d+\\.f64)`],
    ['run', `(runs/)${id}(/checkpoints/(?:0|[1-9]\\d{0,15})/${name})`],
    ['comparison', `(comparisons/)${id}(\\.json)`],
  ] as const
).map(([kind, pattern]) => [kind, new RegExp(`^${pattern}$`, 'u')]);

/** Names that Windows keeps for devices, with any ending. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const maxSegmentBytes = 255;

/** Where a file of this path belongs; null where no archive has such a path. */
export function placeOf(path: string): Place | null {
  if (!path.split('/').every(isPortableName)) return null;
  for (const [kind, shape] of shapes) {
    const match = shape.exec(path);
    if (match)
      return {
        key: { kind, id: match[2] ?? '' },
        around: [match[1] ?? '', match[3] ?? ''],
      };
  }
  return null;
}

/** The path of the same file of an item with another id. */
export function pathFor({ around: [before, after] }: Place, newId: string): string {
  return `${before}${newId}${after}`;
}

/** A text that tells an item apart from all others. */
export function keyText({ kind, id: ownId }: ItemKey): string {
  return `${kind} ${ownId}`;
}

function isPortableName(segment: string): boolean {
  return (
    !deviceName.test(segment) &&
    !/[. ]$/.test(segment) &&
    Buffer.byteLength(segment) <= maxSegmentBytes
  );
}
