import Pencil from '@lucide/svelte/icons/pencil';
import StickyNote from '@lucide/svelte/icons/sticky-note';
import Trash from '@lucide/svelte/icons/trash-2';
import type { Point } from '#diagram/layout/geometry';
import { editor } from '../../editor/editor.svelte';
import { keysOf, wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { listCopyEntries } from '../context-menu/clipboard-entries';
import { addNote, annotationEditing } from './annotation-editing.svelte';

/** The entry of the canvas's menu that adds a note at a point of the canvas. */
export function listNoteEntries(at: Point): MenuItem[] {
  return [{ ...wordsOf('addNote'), icon: StickyNote, run: () => addNote(at) }];
}

/** The entries of the context menu of a frame or a note. */
export function listAnnotationEntries(kind: 'frame' | 'note', id: string): MenuItem[] {
  return [
    {
      label: kind === 'frame' ? 'Edit the title' : 'Edit the text',
      icon: Pencil,
      shortcut: keysOf('editSettings'),
      run: () => annotationEditing.start(kind, id),
    },
    ...listCopyEntries(),
    'separator',
    {
      ...wordsOf('remove'),
      icon: Trash,
      danger: true,
      run: () => editor.removeSelected(),
    },
  ];
}
