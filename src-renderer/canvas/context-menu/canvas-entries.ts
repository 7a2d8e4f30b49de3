import BoxSelect from '@lucide/svelte/icons/box-select';
import Download from '@lucide/svelte/icons/download';
import LayoutGrid from '@lucide/svelte/icons/layout-grid';
import Maximize from '@lucide/svelte/icons/maximize';
import Plus from '@lucide/svelte/icons/plus';
import Redo from '@lucide/svelte/icons/redo-2';
import Undo from '@lucide/svelte/icons/undo-2';
import { editor } from '../../editor/editor.svelte';
import { keysOf } from '../../stores/shortcut-list';
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
      label: 'Add a node…',
      icon: Plus,
      shortcut: keysOf('quickAdd'),
      run: () => canvas.quickAdd.openAt(at),
    },
    ...listNoteEntries(canvas.view.toCanvas(at)),
    ...listPasteEntries(context),
    'separator',
    {
      label: 'Select all',
      icon: BoxSelect,
      shortcut: keysOf('selectAll'),
      run: () => editor.selectAll(),
    },
    { label: 'Arrange the nodes', icon: LayoutGrid, run: () => canvas.arrange() },
    {
      label: 'Show the whole model',
      icon: Maximize,
      shortcut: keysOf('fit'),
      run: () => canvas.fit(),
    },
    'separator',
    {
      label: 'Undo',
      icon: Undo,
      shortcut: keysOf('undo'),
      disabled: !editor.canUndo,
      run: () => editor.undo(),
    },
    {
      label: 'Redo',
      icon: Redo,
      shortcut: keysOf('redo'),
      disabled: !editor.canRedo,
      run: () => editor.redo(),
    },
    'separator',
    { label: 'Export…', icon: Download, run: askToExportModel },
  ];
}
