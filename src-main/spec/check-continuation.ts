import { formatWhole } from './number-format';
import { countModel } from './counts';
import type { Experiment } from './experiment';
import { quote } from './quote';
import { taskFields } from './task';

/**
 * Why a run with the experiment `next` cannot begin with the parameters of a run of `previous`, as a sentence; null
 * where it can as far as the settings tell: fields of imported data are not known here. Parameters of synthesizers may
 * differ: they are new then.
 */
export function describeMisfit(previous: Experiment, next: Experiment): string | null {
  const [before, after] = [previous, next].map(parametersOf) as [Parameters, Parameters];
  for (const [id, parameters] of Object.entries(after.known)) {
    if (parameters === 0 || before.unknown.includes(id)) continue;
    const others = before.known[id] ?? 0;
    if (others !== parameters)
      return `the node ${quote(id)} has ${formatWhole(parameters)} parameters, and ${formatWhole(others)} there.`;
  }
  return null;
}

interface Parameters {
  /** Number of parameters by node. */
  known: Record<string, number>;
  /** Nodes of which it is not known. */
  unknown: readonly string[];
}

function parametersOf({ model, task }: Experiment): Parameters {
  const { nodes, unknown } = countModel(model, taskFields(task));
  const known = Object.entries(nodes).map(([id, { parameters }]) => [id, parameters] as const);
  return { known: Object.fromEntries(known), unknown: unknown.nodes };
}
