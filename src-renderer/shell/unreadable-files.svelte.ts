import { runs } from '../stores/runs.svelte';
import { session } from '../stores/session.svelte';
import { describeUnreadable } from './describe-unreadable';

/**
 * Says, whenever a project is opened, which of its files cannot be read: they are missing in every list. What the user
 * opened it for comes first, so it waits for the runs. Call it while a component is initialised.
 */
export function reportUnreadableFiles(): void {
  const openedId = $derived(runs.isLoaded ? session.project?.id : undefined);
  $effect(() => {
    if (openedId === undefined) return;
    void session.attempt(async () => {
      const files = await session.callInProject('projects.unreadable', {});
      const text = describeUnreadable(files.map(({ message }) => message));
      if (text !== null) session.notify(text, 'error');
    });
  });
}
