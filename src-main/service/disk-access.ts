/**
 * What the commands of a window may reach on the disk. All checks of paths are here; `guard-commands.ts` calls them for
 * every command.
 */
import { delimiter, isAbsolute, relative } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import { findLinkOut, isWithin, resolveLinks, type LinkOut } from './links';
import type { PathGrants } from './path-grants';

export interface DiskAccessOptions {
  /** The paths outside of its project that a window may use. Undefined: all paths, which are typed in the browser. */
  grants?: PathGrants;
  /** Folders outside of projects to which links in projects may lead, besides granted ones. */
  linkTargets?: readonly string[];
}

/** A file or folder of a project, relative to the project's folder, with what is in it `depth` levels down. */
export interface Place {
  path: string;
  depth: number;
}

/** The variable that allows links in the browser, where nothing can be chosen. */
const linkTargetsVariable = 'DNI_WORKBENCH_LINKS';

/** The folders in `$DNI_WORKBENCH_LINKS`, separated as in `$PATH`. */
export function linkTargetsFromEnvironment(env: NodeJS.ProcessEnv = process.env): string[] {
  return (env[linkTargetsVariable] ?? '').split(delimiter).filter((path) => path !== '');
}

export class DiskAccess {
  readonly #grants: PathGrants | undefined;
  readonly #linkTargets: readonly string[];

  constructor({ grants, linkTargets = [] }: DiskAccessOptions) {
    this.#grants = grants;
    this.#linkTargets = linkTargets;
  }

  /**
   * Throws WorkbenchError `unavailable` for the first of `paths`, which lie anywhere, that is neither granted nor in
   * one of the folders `within`. `reader` begins the message: what wants to read them.
   */
  async assertPaths(
    paths: readonly string[],
    within: readonly string[],
    reader?: string,
  ): Promise<void> {
    if (!this.#grants) return;
    const roots = [...this.#grants.paths, ...(await Promise.all(within.map(resolveLinks)))];
    for (const path of paths)
      if (!(await isAllowed(path, roots))) throw notChosenError(path, reader);
  }

  /**
   * Throws WorkbenchError `unavailable` where a place that is read leads out of the project through a link, and not to
   * a granted path. Where all paths may be read, links may lead anywhere too.
   */
  async assertReadable(directory: string, places: readonly Place[]): Promise<void> {
    if (this.#grants) await this.#assertNoLinksOut(directory, places, 'read');
  }

  /**
   * The same for places that are changed or removed, also where all paths may be read: a project from elsewhere must
   * not turn what is written into it against the files outside.
   */
  async assertWritable(directory: string, places: readonly Place[]): Promise<void> {
    await this.#assertNoLinksOut(directory, places, 'changed');
  }

  async #assertNoLinksOut(
    directory: string,
    places: readonly Place[],
    participle: 'read' | 'changed',
  ): Promise<void> {
    const root = await resolveLinks(directory);
    const targets = await Promise.all(this.#linkTargets.map(resolveLinks));
    const roots = [root, ...targets, ...(this.#grants?.paths ?? [])];
    for (const { path, depth } of places) {
      const link = await findLinkOut(`${root}/${path}`, depth, roots);
      if (link) throw this.#linkError(root, link, participle);
    }
  }

  #linkError(root: string, { path, target }: LinkOut, participle: string): WorkbenchError {
    const remedy = this.#grants
      ? `choose '${target}', or a folder around it, once with any of the window's buttons for files and folders`
      : `start the workbench with ${linkTargetsVariable}='${target}'`;
    return new WorkbenchError(
      'unavailable',
      `'${relative(root, path)}' in the project '${root}' is a link to '${target}', outside of the project, so it is not ${participle}. If you want that, ${remedy}; otherwise delete the link, or put a copy in its place.`,
      { path, target },
    );
  }
}

async function isAllowed(path: string, roots: readonly string[]): Promise<boolean> {
  // `..` after a link is ambiguous, and a relative path depends on the working directory.
  if (!isAbsolute(path) || /(^|[\\/])\.\.([\\/]|$)/.test(path) || path.includes('\0')) return false;
  return isWithin(await resolveLinks(path), roots);
}

function notChosenError(path: string, reader: string | undefined): WorkbenchError {
  const what = reader === undefined ? `'${path}'` : `${reader} reads '${path}', which`;
  return new WorkbenchError(
    'unavailable',
    `${what} is not in the project and was not chosen by hand. Choose it once with any of the window's buttons for files and folders, such as those for imports in the Data view, and try again.`,
    { path },
  );
}
