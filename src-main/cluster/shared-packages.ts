import { access, lstat, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, fileError } from '#files/file-errors';
import { listFiles } from '#files/list-files';
import { makeTemporaryFolder } from '#files/temporary-files';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { jsonText } from '#storage/versioned-json';
import { bundleFolders, type JobFile } from './node/job-file';
import { untilAborted } from './until-aborted';
import { planPackages, writePackages, type FileToPack, type Package } from './packages';

/** A file of the program, by its path below the program's folder, with slashes. */
export interface ProgramFile {
  name: string;
  path: string;
}

export interface PackedFiles {
  packages: Package[];
  cutFiles: JobFile['cutFiles'];
}

/** What the names of the temporary folders of packages begin with, those of one job and those that jobs share. */
export const packageFolders = { own: 'job', shared: 'packages' } as const;

/**
 * What many jobs share, packed once: the program for nodes, and data sets. The packages lie in temporary folders until this
 * is closed.
 *
 *     const shared = new SharedPackages(() => listNodeProgram(root), ending.signal);
 *     const { packages } = await shared.dataset(project, 'cifar10');
 *     await shared.close();
 */
export class SharedPackages {
  readonly #listProgram: () => Promise<readonly ProgramFile[]>;
  readonly #signal: AbortSignal | undefined;
  readonly #folders: string[] = [];
  #program: Promise<PackedFiles> | null = null;
  /** By the folder of the data set. `content`: names, sizes and times of its files. */
  readonly #datasets = new Map<string, { content: string; packed: Promise<PackedFiles> }>();

  /** `signal` ends what is being packed: a data set takes minutes. */
  constructor(listProgram: () => Promise<readonly ProgramFile[]>, signal?: AbortSignal) {
    this.#listProgram = listProgram;
    this.#signal = signal;
  }

  /** Throws `unavailable` where a file cannot be read or written. */
  async program(): Promise<PackedFiles> {
    if (!(await areThere(this.#program))) this.#program = null;
    this.#program ??= this.#packProgram().catch((error: unknown) => {
      this.#program = null;
      throw error;
    });
    return this.#program;
  }

  /** Packed again where a file has changed. None where there is no such data set: the job says so. Throws as `program`. */
  async dataset(project: ProjectFolder, id: string): Promise<PackedFiles> {
    const folder = join(datasetsDirectory(project), id);
    const files = await listDataset(folder, `${bundleFolders.project}/datasets/${id}`);
    const content = JSON.stringify(files.map(({ name, bytes, time }) => [name, bytes, time]));
    const known = this.#datasets.get(folder);
    if (known?.content === content && (await areThere(known.packed))) return known.packed;
    const packed = this.#pack(files).catch((error: unknown) => {
      this.#datasets.delete(folder);
      throw error;
    });
    this.#datasets.set(folder, { content, packed });
    return packed;
  }

  async close(): Promise<void> {
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true });
  }

  async #packProgram(): Promise<PackedFiles> {
    // Where it is to be built first, that takes a while.
    const program = await untilAborted(this.#listProgram(), this.#signal);
    const files = await Promise.all(
      program.map(async ({ name, path }) => {
        const found = await stat(path).catch((error: unknown) => {
          throw fileError('read', path, error);
        });
        return { name: `${bundleFolders.program}/${name}`, path, bytes: found.size };
      }),
    );
    const type = {
      name: `${bundleFolders.program}/package.json`,
      text: jsonText({ type: 'module' }),
    };
    return this.#pack(files, type);
  }

  async #pack(
    files: readonly FileToPack[],
    first?: { name: string; text: string },
  ): Promise<PackedFiles> {
    const { groups, cutFiles } = planPackages(files);
    if (first) (groups[0] ??= []).unshift(first);
    // Not one for all: a system that removes temporary files that nobody has read for days removes the folder too.
    const folder = await makeTemporaryFolder(packageFolders.shared);
    this.#folders.push(folder);
    try {
      return { packages: await writePackages(folder, groups, this.#signal), cutFiles };
    } catch (error) {
      // It is tried again, in another folder, and the disk may be full.
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      throw fileError('written', folder, error);
    }
  }
}

/** Whether the packages lie where they were written. */
async function areThere(packed: Promise<PackedFiles> | null): Promise<boolean> {
  try {
    for (const { file } of (await packed)?.packages ?? []) await access(file);
    return true;
  } catch {
    return false;
  }
}

/** Links are left out: they may lead to files that are nobody's business at a place. */
async function listDataset(
  folder: string,
  name: string,
): Promise<(FileToPack & { time: number })[]> {
  try {
    const names = await listFiles(folder);
    return await Promise.all(
      names.map(async (file) => {
        const path = join(folder, file);
        const { size, mtimeMs } = await lstat(path);
        return { name: `${name}/${file}`, path, bytes: size, time: mtimeMs };
      }),
    );
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw fileError('read', folder, error);
  }
}
