import type { Handlers } from '#api/commands';
import type { CorpusFetches } from './corpus-fetches';
import type { Workspace } from './workspace';

type CorpusHandlers = Pick<
  Handlers,
  'corpora.list' | 'corpora.fetch' | 'corpora.cancel' | 'corpora.forget'
>;

export function corpusHandlers(workspace: Workspace, fetches: CorpusFetches): CorpusHandlers {
  return {
    'corpora.list': ({ projectId }) => fetches.list(workspace.project(projectId)),
    'corpora.fetch': ({ projectId, corpusId, from }) =>
      fetches.start(workspace.project(projectId), corpusId, from),
    'corpora.cancel': async ({ projectId, corpusId }) => {
      await fetches.cancel(workspace.project(projectId), corpusId);
      return null;
    },
    'corpora.forget': async ({ projectId, corpusId }) => {
      await fetches.discardDownloads(workspace.project(projectId), corpusId);
      return null;
    },
  };
}
