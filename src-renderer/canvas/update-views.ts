import { shareStructure } from './share-structure';

/**
 * Makes `views` those of `next`, by id. A view that says the same stays the very object that it was, so that of a
 * `SvelteMap` only the components are updated whose view has changed. Svelte Flow, which goes over all nodes and edges
 * when one of its lists changes, has no part in it.
 */
export function updateViews<Id, View>(views: Map<Id, View>, next: ReadonlyMap<Id, View>): void {
  for (const id of [...views.keys()]) if (!next.has(id)) views.delete(id);
  for (const [id, view] of next) {
    const shared = shareStructure(views.get(id), view);
    if (shared !== views.get(id)) views.set(id, shared);
  }
}
