import { liveRun } from '../../stores/live-run.svelte';
import type { ShortcutOf } from '../../stores/shortcut-list';
import { session } from '../../stores/session.svelte';
import { isInTextField, isPressed } from '../../ui/shortcut';
import { isForWidget } from '../open-widgets';

/** What each shortcut of the run does; its keys are in the catalogue. */
export const liveActions: Record<ShortcutOf<'live'>, () => Promise<void>> = {
  nextSeed: () => liveRun.restartWithNextSeed(),
  restart: () => liveRun.restartWithChanges(),
};
const liveShortcuts = Object.keys(liveActions) as ShortcutOf<'live'>[];

/** Restarts the run that the canvas shows, unless a text field has the focus, or a dialog, menu or popover is open. */
export function handleLiveKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat || session.view !== 'build' || !liveRun.run) return;
  if ((isInTextField(event) && !isSlider(event.target)) || isForWidget(event)) return;
  const id = liveShortcuts.find((each) => isPressed(event, each));
  if (id === undefined) return;
  event.preventDefault();
  void liveActions[id]();
}

function isSlider(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === 'range';
}
