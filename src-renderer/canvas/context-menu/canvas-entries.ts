import BoxSelect from '@lucide/svelte/icons/box-select';
import Download from '@lucide/svelte/icons/download';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Maximize from '@lucide/svelte/icons/maximize';
import Plus from '@lucide/svelte/icons/plus';
import Redo from '@lucide/svelte/icons/redo-2';
import Undo from '@lucide/svelte/icons/undo-2';
import { editor } from '../../editor/editor.svelte';
import { wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { listNoteEntries } from '../annotations/annotation-entries';
import { askToExportModel } from '../export/export-model';
import { listPasteEntries } from './clipboard-entries';
import type { MenuContext } from './menu-context';

/** The entries of the context menu of the empty canvas. */
export function listCanvasEntries(context: MenuContext): MenuItem[] {
  const { canvas, at } = context;
  return [
    {
      ...wordsOf('quickAdd'),
      icon: Plus,
      run: () => canvas.quickAdd.openAt(at),
    },
    ...listNoteEntries(canvas.view.toCanvas(at)),
    ...listPasteEntries(context),
    'separator',
    {
      ...wordsOf('selectAll'),
      icon: BoxSelect,
      run: () => editor.selectAll(),
    },
    { ...wordsOf('arrange'), icon: LayoutGrid, run: () => canvas.arrange() },
    {
      ...wordsOf('fit'),
      icon: Maximize,
      run: () => canvas.fit(),
    },
    'separator',
    {
      ...wordsOf('undo'),
      icon: Undo,
      disabled: !editor.canUndo,
      run: () => editor.undo(),
    },
    {
      ...wordsOf('redo'),
      icon: Redo,
      disabled: !editor.canRedo,
      run: () => editor.redo(),
    },
    'separator',
    { ...wordsOf('exportModel'), icon: Download, run: askToExportModel },
  ];
}
