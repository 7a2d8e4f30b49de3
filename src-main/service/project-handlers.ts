import type { CommandInput, Handlers } from '#api/commands';
import { WorkbenchError } from '#spec/errors';
import { describeCompute } from './compute';
import { listTemplates } from './templates';
import type { Workspace } from './workspace';

export interface HostOptions {
  host: 'electron' | 'browser';
  version: string;
}

/** What a window's host does for it. */
export interface WindowHost {
  /** The platform's dialog; null when the user thought better of it. Left out where there is none. */
  choosePath?: (what: CommandInput<'paths.choose'>) => Promise<string | null>;
  /** Called where another window was asked for the project that this one shows. */
  comeToFront?: () => void;
}

type ProjectHandlers = Pick<
  Handlers,
  'app.info' | 'paths.choose' | 'templates.list' | Extract<keyof Handlers, `projects.${string}`>
>;

export function projectHandlers(
  workspace: Workspace,
  { host, version }: HostOptions,
  { choosePath }: WindowHost,
): ProjectHandlers {
  return {
    'app.info': async () => ({
      version,
      host,
      platform: process.platform,
      compute: await describeCompute(),
      projectsDirectory: workspace.projectsDirectory,
    }),
    'templates.list': () => listTemplates(workspace.resources),
    'projects.recent': () => workspace.recent(),
    'projects.create': async ({ directory, name }) => {
      await workspace.refuseForeignProject(directory);
      return workspace.create(directory, name);
    },
    'projects.open': async ({ directory }) => {
      await workspace.refuseForeignProject(directory);
      return workspace.open(directory);
    },
    'projects.current': () => workspace.current,
    'paths.choose': (what) => {
      if (choosePath) return choosePath(what);
      throw new WorkbenchError(
        'unavailable',
        `In the browser there is no dialog for ${what.kind}s: type the path of the ${what.kind}.`,
      );
    },
  };
}
