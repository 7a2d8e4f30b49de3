import Clock from '@lucide/svelte/icons/clock';
import Link from '@lucide/svelte/icons/link';
import Plus from '@lucide/svelte/icons/plus';
import Trash from '@lucide/svelte/icons/trash-2';
import Unlink from '@lucide/svelte/icons/unlink';
import { edgeId, type EdgeId } from '#spec/model';
import { isStateLoop } from '#spec/shapes';
import { validateDecoupling, validateDelayChange } from '../../editor/edge-edits';
import { editor } from '../../editor/editor.svelte';
import { keysOf, wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import type { MenuContext } from './menu-context';

/** The entries of the context menu of an edge. */
export function listEdgeEntries(id: EdgeId, { canvas }: MenuContext): MenuItem[] {
  const { model } = editor.spec;
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  if (!edge) return [];
  const canDecouple = validateDecoupling(editor.spec, id) === null;
  return [
    {
      label: 'Put a node on it…',
      icon: Plus,
      shortcut: keysOf('quickAdd'),
      disabled: isStateLoop(model, edge),
      run: () => canvas.quickAdd.openBeside({ kind: 'edge', edge: id }),
    },
    'separator',
    {
      label: edge.decoupled ? 'Couple it again' : 'Decouple it',
      icon: edge.decoupled ? Link : Unlink,
      shortcut: keysOf('decouple'),
      disabled: !edge.decoupled && !canDecouple,
      run: () => editor.toggleDecoupled(id),
    },
    {
      icon: Clock,
      label: edge.delay ? 'Let it arrive in the same tick' : 'Let it arrive one tick later',
      disabled: validateDelayChange(editor.spec, id) !== null,
      run: () => editor.setDelay(id, !edge.delay),
    },
    'separator',
    {
      ...wordsOf('remove'),
      icon: Trash,
      danger: true,
      run: () => editor.removeSelected(),
    },
  ];
}
