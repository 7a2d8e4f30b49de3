import type { CommandInput, Handlers } from '#api/commands';
import { WorkbenchError } from '#spec/errors';
import { reachOfPicture } from './command-reach';
import { describeCompute } from './describe-compute';
import type { ProjectPictures } from './project-pictures';
import { listTemplates } from './templates';
import { findUnreadableFiles } from './unreadable-files';
import type { Workspace } from './workspace';

export interface HostOptions {
  host: 'electron' | 'browser';
  version: string;
}

/** Functions that the host provides for a window. */
export interface WindowHost {
  /** Shows the native dialog; null if the user cancels. Undefined if the host has no dialog. */
  choosePath?: (what: CommandInput<'paths.choose'>) => Promise<string | null>;
  /** Shows the native dialog for a file or a folder to be written, with a path to begin from; null if the user cancels. */
  chooseNewPath?: (what: CommandInput<'paths.chooseNew'>) => Promise<string | null>;
  /** Makes a place for a file that the browser fetches. Throws `validation` for what is no name of a file. */
  prepareDownload?: (name: string) => Promise<{ path: string; address: string }>;
  /** Removes such a place, of which the export has failed; any other path is left alone. */
  giveBackDownload?: (path: string) => void;
  /** Shows a file in the file manager. */
  showPath?: (path: string) => void;
  /** Says what the window can do of the commands in the native menu, and which are in effect. */
  showInMenu?: (state: CommandInput<'menu.enable'>) => void;
  /** Called when another window tries to open the project that this window shows. */
  bringToFront?: () => void;
}

type ProjectHandlers = Pick<
  Handlers,
  | 'app.info'
  | 'menu.enable'
  | 'templates.list'
  | Extract<keyof Handlers, `projects.${string}` | `paths.${string}`>
>;

export function projectHandlers(
  workspace: Workspace,
  { host, version }: HostOptions,
  { choosePath, chooseNewPath, showPath, showInMenu }: WindowHost,
  pictures: ProjectPictures,
): ProjectHandlers {
  return {
    'app.info': async () => ({
      version,
      host,
      platform: process.platform,
      compute: await describeCompute(),
      projectsDirectory: workspace.projectsDirectory,
    }),
    'menu.enable': (state) => {
      if (!showInMenu)
        throw new WorkbenchError('unavailable', 'The browser has no menu of this program.');
      showInMenu(state);
      return null;
    },
    'templates.list': () => listTemplates(workspace.resources),
    'projects.recent': () => workspace.listRecent(),
    'projects.forget': async ({ directory }) => {
      await workspace.forgetRecent(directory);
      return null;
    },
    'projects.create': (project) =>
      workspace.openMade(async () => {
        const { makeProject } = await import('./make-project');
        return makeProject(project, workspace.resources);
      }),
    'projects.picture': async ({ directory }) =>
      pictures.of(await workspace.peek(directory, reachOfPicture)),
    'projects.offer': async ({ path }) => (await import('./start-offer')).offerFor(path),
    'projects.open': ({ directory }) => workspace.open(directory),
    'projects.openSample': () => workspace.openSample(),
    'projects.current': () => workspace.current,
    'projects.unreadable': ({ projectId }) => findUnreadableFiles(workspace.project(projectId)),
    'paths.choose': (what) => {
      if (choosePath) return choosePath(what);
      throw new WorkbenchError(
        'unavailable',
        `In the browser there is no dialog for ${what.kind}s: type the path of the ${what.kind}.`,
      );
    },
    'paths.chooseNew': (what) => {
      if (chooseNewPath) return chooseNewPath(what);
      throw new WorkbenchError(
        'unavailable',
        'In the browser there is no dialog for files: type the path of the file.',
      );
    },
    'paths.show': ({ path }) => {
      if (!showPath)
        throw new WorkbenchError(
          'unavailable',
          'The browser cannot open a folder: open the path in your file manager.',
        );
      showPath(path);
      return null;
    },
  };
}
