import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { mapLimited } from '#files/map-limited';
import { resolveDirectory } from '#files/replace-directory';
import { checkpointsDirectory, listCheckpoints } from '#storage/checkpoints';
import type { ProjectFolder } from '#storage/projects';
import { type ItemKey } from '#spec/archive';
import { keyText, placeOf } from './layout';

/** A file of a project that goes into an archive. */
export interface SourceFile {
  /** In the archive. */
  path: string;
  /** On the disk. */
  source: string;
  bytes: number;
  modifiedMs: number;
}

export interface SourceOptions {
  /** Whether the checkpoints of runs are listed. */
  checkpoints: boolean;
  /** Whether earlier versions of models and studies are listed. */
  history: boolean;
}

/** Files that are looked at at the same time. */
const openFiles = 16;

/**
 * The files of an item that an archive has: not its lock, its caches, and what is being written. Throws `unavailable`
 * where they cannot be listed.
 */
export async function listSourceFiles(
  project: ProjectFolder,
  key: ItemKey,
  options: SourceOptions,
): Promise<SourceFile[]> {
  const candidates = await listCandidates(project.directory, key, options);
  const own = candidates.filter(({ path }) => {
    const place = placeOf(path);
    return place !== null && keyText(place.key) === keyText(key);
  });
  const files = await mapLimited(own, openFiles, async ({ path, source }) => {
    const stats = await statOrNull(source);
    return stats?.isFile() ? [{ path, source, bytes: stats.size, modifiedMs: stats.mtimeMs }] : [];
  });
  return files.flat();
}

/** Null where there is no such file. Throws `unavailable` where that cannot be told. */
export async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw fileError('read', path, error);
  }
}

type Candidate = Pick<SourceFile, 'path' | 'source'>;

async function listCandidates(
  root: string,
  { kind, id }: ItemKey,
  { checkpoints, history }: SourceOptions,
): Promise<Candidate[]> {
  const file = (path: string): Candidate => ({ path, source: join(root, path) });
  const filesIn = async (path: string, source = join(root, path)): Promise<Candidate[]> =>
    (await listNames(source)).map((name) => ({
      path: `${path}/${name}`,
      source: join(source, name),
    }));
  const versions = async (folder: string): Promise<Candidate[]> =>
    history ? filesIn(`${folder}/.history/${id}`) : [];
  switch (kind) {
    case 'dataset':
      return filesIn(`datasets/${id}`);
    case 'model':
      return [file(`models/${id}.json`), ...(await versions('models'))];
    case 'template':
      return [file(`templates/${id}.json`)];
    case 'reported':
      return [file(`reported/${id}.json`)];
    case 'comparison':
      return [file(`comparisons/${id}.json`)];
    case 'study': {
      const kept = [`studies/.models/${id}.json`, `studies/.runs/${id}.jsonl`];
      return [`studies/${id}.json`, ...kept].map(file).concat(await versions('studies'));
    }
    case 'run': {
      const folder = `runs/${id}`;
      const directory = join(root, folder);
      const steps = checkpoints ? await listCheckpoints(directory) : [];
      const saved = await mapLimited(steps, openFiles, async ({ step }) =>
        filesIn(
          `${folder}/checkpoints/${step}`,
          await resolveDirectory(join(checkpointsDirectory(directory), String(step))),
        ),
      );
      return [...(await filesIn(folder)), ...(await filesIn(`${folder}/metrics`)), ...saved.flat()];
    }
  }
}
