import Frame from '@lucide/svelte/icons/frame';
import Repeat from '@lucide/svelte/icons/repeat';
import { wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { addFrameAround } from '../annotations/annotation-editing.svelte';
import { alignEntries, distributeEntries, isPossible } from './arrange-entries';
import { repeatRequest } from './repeat-request.svelte';

/** The entries of a context menu that arrange, frame and repeat the selection; alignments where they are possible. */
export function listArrangeEntries(): MenuItem[] {
  const possible = [...alignEntries, ...distributeEntries].filter(isPossible);
  return [
    { ...wordsOf('frame'), icon: Frame, run: addFrameAround },
    {
      ...wordsOf('repeat'),
      icon: Repeat,
      // The menu has the focus until it is closed.
      run: () => requestAnimationFrame(() => repeatRequest.open()),
    },
    ...(possible.length > 0 ? ['separator' as const] : []),
    ...possible.map(({ id, icon, run }) => ({ ...wordsOf(id), icon, run })),
  ];
}
