import type { SavedModel } from '#api/types';
import { createHistory, pushVersion } from './history';
import type { ModelOrigin } from './open-model';
import type { UnsavedWork } from './unsaved-copies';

/** A copy that an earlier window has left: a change of the version on disk, if there is one, which can be undone. */
export function restoredOrigin(work: UnsavedWork, saved: SavedModel | undefined): ModelOrigin {
  const isBase = saved?.revision === work.baseRevision;
  return {
    id: work.modelId,
    revision: work.baseRevision,
    history: saved
      ? pushVersion(createHistory(saved.spec), work.spec, null, Date.now())
      : createHistory(work.spec),
    unchanged: isBase ? saved?.spec : undefined,
  };
}
