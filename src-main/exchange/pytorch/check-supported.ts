import { WorkbenchError } from '#spec/errors';
import { isCore } from '#spec/nodes';
import { inferPeriods, slowestOf } from '#spec/periods';
import { quote } from '#spec/quote';

import { isCycle, type ScriptSource } from './script-source';

/** Throws `validation` for what a script cannot express, with the setting; the first that is found. */
export function assertSupported(source: ScriptSource): void {
  assertOnePeriod(source);
  assertMaps(source);
  assertReplays(source);
  assertTask(source);
}

function unsupported(setting: string, message: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The PyTorch script of this experiment cannot be written: ${message}`,
    { setting },
  );
}

function assertOnePeriod({ experiment: { model } }: ScriptSource): void {
  const { periods } = inferPeriods(model);
  if (slowestOf(Object.values(periods)) === 1) return;
  const [id = '', period = 1] = Object.entries(periods).find(([, ticks]) => ticks > 1) ?? [];
  throw unsupported(
    `model.nodes.${id}.period`,
    `${quote(id)} ticks every ${period} ticks, and the script knows one rate only. Remove 'period' from the model.`,
  );
}

/** Fields of rows × columns without channels have no batch normalisation in PyTorch's order of axes. */
function assertMaps({ experiment: { model }, shapes }: ScriptSource): void {
  for (const [id, node] of Object.entries(model.nodes)) {
    const rank = shapes[id]?.length ?? 1;
    if (rank === 2 || rank > 3)
      throw unsupported(
        `model.nodes.${id}`,
        `${quote(id)} gives an array of ${rank} dimensions, and the script knows vectors and feature maps (rows × columns × channels). Set the layout of its input to vector.`,
      );
    if (isCore(node) && !model.edges.some(({ from, to }) => from === id && to === id))
      throw unsupported(
        `model.nodes.${id}`,
        `the core ${quote(id)} has no edge to itself. Add one with "delay": 1, or use a dense layer.`,
      );
  }
  for (const { from, to, delay } of model.edges)
    if (delay !== undefined && model.nodes[from]?.kind === 'input')
      throw unsupported(
        `model.edges`,
        `the delayed edge from the input ${quote(from)} to ${quote(to)} is not known to the script. Put a layer between them.`,
      );
}

/** A window that runs again needs what other modules have sent then, which the script does not keep. */
function assertReplays(source: ScriptSource): void {
  const { experiment, interfaces } = source;
  const { model } = experiment;
  for (const { id, edge, spec, from, isRecurrent: isBorder } of interfaces) {
    const setting = spec.auxiliary ? 'auxiliary' : spec.trainMessage ? 'trainMessage' : null;
    if (!isBorder || setting === null) continue;
    const place = `model.edges.${model.edges.indexOf(edge)}.decoupled.${setting}`;
    if (interfaces.some((other) => other.to === from && other.from !== from))
      throw unsupported(
        place,
        `'${setting}' on ${quote(id)} runs a window again, and the script does not keep what other modules sent in it. Remove '${setting}', or couple the module of ${quote(edge.from)} with those below.`,
      );
    if (!source.components.some((nodes) => nodes.includes(edge.from) && isCycle(source, nodes)))
      throw unsupported(
        place,
        `'${setting}' on ${quote(id)} is known to the script on cycles only. Remove it.`,
      );
  }
}

function assertTask({ experiment: { task } }: ScriptSource): void {
  if (task.kind === 'sequence')
    throw unsupported(
      'task.kind',
      "the task 'sequence' has no reader in the script. Use the task 'dataset', 'text' or a generated one.",
    );
}
