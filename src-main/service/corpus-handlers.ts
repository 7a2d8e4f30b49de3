import type { Handlers } from '#api/commands';
import type { CorpusFetches } from './corpus-fetches';

type CorpusHandlers = Pick<
  Handlers,
  'corpora.list' | 'corpora.fetch' | 'corpora.cancel' | 'corpora.forget'
>;

export function corpusHandlers(fetches: CorpusFetches): CorpusHandlers {
  return {
    'corpora.list': ({ projectId }) => fetches.list(projectId),
    'corpora.fetch': ({ projectId, corpusId, from }) => fetches.start(projectId, corpusId, from),
    'corpora.cancel': async ({ projectId, corpusId }) => {
      await fetches.cancel(projectId, corpusId);
      return null;
    },
    'corpora.forget': async ({ projectId, corpusId }) => {
      await fetches.forget(projectId, corpusId);
      return null;
    },
  };
}
