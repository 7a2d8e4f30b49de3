import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import Copy from '@lucide/svelte/icons/copy';
import CopyPlus from '@lucide/svelte/icons/copy-plus';
import Scissors from '@lucide/svelte/icons/scissors';
import { duplicateSelection } from '../../editor/clipboard-commands';
import { keysOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { copyToClipboard, cutToClipboard, pasteFromClipboard } from '../arrange/clipboard';
import type { MenuContext } from './menu-context';

/** The entries that copy the selection. */
export function listCopyEntries(): MenuItem[] {
  return [
    { label: 'Cut', icon: Scissors, shortcut: keysOf('cut'), run: () => void cutToClipboard() },
    { label: 'Copy', icon: Copy, shortcut: keysOf('copy'), run: () => void copyToClipboard() },
    {
      label: 'Duplicate',
      icon: CopyPlus,
      shortcut: keysOf('duplicate'),
      run: duplicateSelection,
    },
  ];
}

/** The entry that pastes where the menu was opened. */
export function listPasteEntries({ canvas: { view }, at }: MenuContext): MenuItem[] {
  return [
    {
      label: 'Paste',
      icon: ClipboardPaste,
      shortcut: keysOf('paste'),
      run: () => void pasteFromClipboard(view.toCanvas(at)),
    },
  ];
}
