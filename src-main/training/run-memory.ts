import { estimateMemory } from '#spec/estimate-memory';
import type { Experiment } from '#spec/experiment';
import { taskFields } from '#spec/task';

/** Bytes of main memory that the training process of a run is expected to need. Imported data are not counted. */
export function estimateRunMemory(spec: Experiment): number {
  const { device, host } = estimateMemory(spec, taskFields(spec.task));
  return device + host;
}
