import type { Handlers } from '#api/commands';
import { WorkbenchError } from '#spec/errors';
import { describeCompute } from './compute';
import { listTemplates } from './templates';
import type { Workspace } from './workspace';

export interface HostOptions {
  host: 'electron' | 'browser';
  version: string;
  /** The platform's dialog; null when the user thought better of it. Left out where there is none. */
  chooseDirectory?: () => Promise<string | null>;
}

type ProjectHandlers = Pick<
  Handlers,
  | 'app.info'
  | 'templates.list'
  | 'projects.recent'
  | 'projects.create'
  | 'projects.open'
  | 'projects.current'
  | 'projects.chooseDirectory'
>;

export function projectHandlers(workspace: Workspace, host: HostOptions): ProjectHandlers {
  return {
    'app.info': async () => ({
      version: host.version,
      host: host.host,
      platform: process.platform,
      compute: await describeCompute(),
      projectsDirectory: workspace.projectsDirectory,
    }),
    'templates.list': () => listTemplates(workspace.resources),
    'projects.recent': () => workspace.recent(),
    'projects.create': ({ directory, name }) => workspace.create(directory, name),
    'projects.open': ({ directory }) => workspace.open(directory),
    'projects.current': () => workspace.current,
    'projects.chooseDirectory': () => {
      if (host.chooseDirectory) return host.chooseDirectory();
      throw new WorkbenchError(
        'unavailable',
        'In the browser there is no dialog for folders: type the path of the folder.',
      );
    },
  };
}
