import Plus from '@lucide/svelte/icons/plus';
import Replace from '@lucide/svelte/icons/replace';
import Unlink2 from '@lucide/svelte/icons/unlink-2';
import Trash from '@lucide/svelte/icons/trash-2';
import { edgeId, type Model } from '#spec/model';
import { arityOf, isLoss } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { editor } from '../../editor/editor.svelte';
import type { NodePlace } from '../../editor/node-place';
import { keysOf } from '../../stores/shortcut-list';
import type { MenuItem } from '../../ui/menu-item';
import { listArrangeEntries } from '../arrange/menu-entries';
import { listCopyEntries } from './clipboard-entries';
import type { MenuContext } from './menu-context';

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
            label: 'Add a node before it…',
            icon: Plus,
            run: () => canvas.quickAdd.openBeside(before),
          },
        ]
      : []),
    ...(isOne
      ? [
          {
            label: 'Replace by…',
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
    {
      label: 'Delete',
      icon: Trash,
      shortcut: keysOf('remove'),
      danger: true,
      run: () => editor.removeSelected(),
    },
    {
      label: 'Delete without joining',
      icon: Unlink2,
      shortcut: keysOf('removeOnly'),
      danger: true,
      run: () => editor.removeSelected({ join: false }),
    },
  ];
}

/** Before a node is on the only edge that leads to it, or beside its inputs where it takes another one. */
function findPlaceBefore(model: Model, id: string): Exclude<NodePlace, { kind: 'free' }> | null {
  const node = model.nodes[id];
  if (!node) return null;
  const incoming = model.edges.filter((edge) => edge.to === id && !isStateLoop(model, edge));
  const { max } = arityOf(node);
  if (max === null || incoming.length < max) return { kind: 'before', node: id };
  const [edge] = incoming;
  return edge ? { kind: 'edge', edge: edgeId(edge) } : null;
}
