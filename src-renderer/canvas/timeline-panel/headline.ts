import type { EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { editor } from '../../editor/editor.svelte';
import { describeMeasuredStep } from '../../stores/measured-run';
import { runs } from '../../stores/runs.svelte';
import { session } from '../../stores/session.svelte';
import { hoveredEdge } from '../hovered-edge.svelte';

/** The edge under the pointer, or the only thing that is selected: the focus selects an edge. Null where there is none. */
export function edgeInQuestion(): EdgeId | null {
  const { nodes, edges } = editor.selection;
  const [selected] = nodes.length === 0 && edges.length === 1 ? edges : [];
  return hoveredEdge.id ?? selected ?? null;
}

/** How long a step of the model took on this machine; '' before a run has measured it. */
export function measuredStep(method: Method): string {
  const measured = { runs: runs.list, device: session.info?.compute.device };
  return describeMeasuredStep(editor.withoutPlaces, method, measured) ?? '';
}
