import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import Copy from '@lucide/svelte/icons/copy';
import CopyPlus from '@lucide/svelte/icons/copy-plus';
import Scissors from '@lucide/svelte/icons/scissors';
import { duplicateSelection } from '../../editor/clipboard-commands';
import { wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { copyToClipboard, cutToClipboard, pasteFromClipboard } from '../arrange/clipboard';
import type { MenuContext } from './menu-context';

/** The entries that copy the selection. */
export function listCopyEntries(): MenuItem[] {
  return [
    { ...wordsOf('cut'), icon: Scissors, run: () => void cutToClipboard() },
    { ...wordsOf('copy'), icon: Copy, run: () => void copyToClipboard() },
    {
      ...wordsOf('duplicate'),
      icon: CopyPlus,
      run: duplicateSelection,
    },
  ];
}

/** The entry that pastes where the menu was opened. */
export function listPasteEntries({ canvas: { view }, at }: MenuContext): MenuItem[] {
  return [
    {
      ...wordsOf('paste'),
      icon: ClipboardPaste,
      run: () => void pasteFromClipboard(view.toCanvas(at)),
    },
  ];
}
