import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import Plus from '@lucide/svelte/icons/plus';
import Replace from '@lucide/svelte/icons/replace';
import Unlink2 from '@lucide/svelte/icons/unlink-2';
import Trash from '@lucide/svelte/icons/trash-2';
import { nodeTopic } from '#spec/help-topics';
import { findNodeEntry } from '#spec/node-catalogue';
import { isLoss } from '#spec/nodes';
import { openHelp } from '../../help/help-state.svelte';
import { editor } from '../../editor/editor.svelte';
import { keysOf, wordsOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { listArrangeEntries } from '../arrange/menu-entries';
import { listCopyEntries } from './clipboard-entries';
import type { MenuContext } from './menu-context';
import { findPlaceBefore } from './place-before';

/** The entries of the context menu of a card. What concerns several nodes acts on the selection, of which it is one. */
export function listNodeEntries(id: string, { canvas }: MenuContext): MenuItem[] {
  const node = editor.spec.model.nodes[id];
  if (!node) return [];
  const isOne = editor.selection.nodes.length === 1;
  const before = findPlaceBefore(editor.spec.model, id);
  return [
    ...(isOne && !isLoss(node)
      ? [
          {
            label: 'Add a node after it…',
            icon: Plus,
            shortcut: keysOf('quickAdd'),
            run: () => canvas.quickAdd.openBeside({ kind: 'after', node: id }),
          },
        ]
      : []),
    ...(isOne && before
      ? [
          {
            ...wordsOf('addBefore'),
            icon: Plus,
            run: () => canvas.quickAdd.openBeside(before),
          },
        ]
      : []),
    ...(isOne
      ? [
          {
            ...wordsOf('replace'),
            icon: Replace,
            run: () => canvas.quickAdd.openBeside({ kind: 'replace', node: id }),
          },
          'separator' as const,
        ]
      : []),
    ...listCopyEntries(),
    'separator',
    ...listArrangeEntries(),
    'separator',
    ...(isOne
      ? [
          {
            label: `Help on ${findNodeEntry(node).label}`,
            icon: CircleQuestionMark,
            run: () => openHelp(nodeTopic(node.kind)),
          },
          'separator' as const,
        ]
      : []),
    {
      ...wordsOf('remove'),
      icon: Trash,
      danger: true,
      run: () => editor.removeSelected(),
    },
    {
      ...wordsOf('removeOnly'),
      icon: Unlink2,
      danger: true,
      run: () => editor.removeSelected({ join: false }),
    },
  ];
}
