import { session } from '../stores/session.svelte';
import { describeUnreadable } from './describe-unreadable';

/** Milliseconds after a project was opened: what the user opened it for comes first. */
const delayMs = 1500;

/** Says, whenever a project is opened, which of its files cannot be read: they are missing in every list. */
export function reportUnreadableFiles(): void {
  session.onProjectOpened(({ id }) => {
    setTimeout(() => {
      if (session.project?.id !== id) return;
      void session.attempt(async () => {
        const files = await session.callInProject('projects.unreadable', {});
        const text = describeUnreadable(files.map(({ message }) => message));
        if (text !== null) session.notify(text, 'error');
      });
    }, delayMs);
  });
}
