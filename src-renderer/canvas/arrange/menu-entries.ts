import Frame from '@lucide/svelte/icons/frame';
import Repeat from '@lucide/svelte/icons/repeat';
import { keysOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { addFrameAround } from '../annotations/annotation-editing.svelte';
import { alignEntries, distributeEntries, isPossible } from './arrange-entries';
import { repeatRequest } from './repeat-request.svelte';

/** The entries of a context menu that arrange, frame and repeat the selection; alignments where they are possible. */
export function listArrangeEntries(): MenuItem[] {
  const possible = [...alignEntries, ...distributeEntries].filter(isPossible);
  return [
    { label: 'Frame the selection', icon: Frame, shortcut: keysOf('frame'), run: addFrameAround },
    {
      label: 'Repeat in a row…',
      icon: Repeat,
      shortcut: keysOf('repeat'),
      // The menu has the focus until it is closed.
      run: () => requestAnimationFrame(() => repeatRequest.open()),
    },
    ...(possible.length > 0 ? ['separator' as const] : []),
    ...possible.map(({ label, icon, run }) => ({ label, icon, run })),
  ];
}
