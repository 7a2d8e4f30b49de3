import { messageOf } from '#spec/errors';
import { editor } from '../editor/editor.svelte';
import { session } from '../stores/session.svelte';

/** Opens another project of the window: what is on the canvas is saved first. One error at a time is shown beside. */
export class ProjectSwitch {
  isBusy = $state(false);
  failure = $state<string | null>(null);

  /** Returns whether it was opened. */
  async run(openOther: () => Promise<void>): Promise<boolean> {
    this.isBusy = true;
    this.failure = null;
    try {
      await editor.flush();
      await openOther();
      session.show('build');
      return true;
    } catch (error) {
      this.failure = messageOf(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
