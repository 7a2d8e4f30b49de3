import type { Experiment } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import type { Method } from '#spec/training';
import { editor } from '../../editor/editor.svelte';
import { describeMeasuredStep, type MeasuredRuns } from '../../stores/measured-run';
import { runs } from '../../stores/runs.svelte';
import { session } from '../../stores/session.svelte';
import { hoveredEdge } from '../hovered-edge.svelte';

/** The edge under the pointer, or the only thing that is selected: the focus selects an edge. Null where there is none. */
export function edgeInQuestion(): EdgeId | null {
  const { nodes, edges } = editor.selection;
  const [selected] = nodes.length === 0 && edges.length === 1 ? edges : [];
  return hoveredEdge.id ?? selected ?? null;
}

/** What `measuredStep` reads. */
export interface StepToMeasure {
  spec: Experiment;
  method: Method;
  measured: MeasuredRuns;
}

export function stepToMeasure(method: Method): StepToMeasure {
  const measured = { runs: runs.list, device: session.info?.compute.device };
  return { spec: editor.withoutPlaces, method, measured };
}

/** How long a step of the model took on this machine; '' before a run has measured it. */
export function measuredStep(step: StepToMeasure): string {
  return describeMeasuredStep(step.spec, step.method, step.measured) ?? '';
}
