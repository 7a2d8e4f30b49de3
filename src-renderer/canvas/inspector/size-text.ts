import type { Count, Counts } from '#spec/counts';
import type { MemoryEstimate } from '#spec/estimate-memory';
import { formatBytes } from '#spec/format-bytes';
import { findLabelField } from '#spec/label-field';
import { edgeId, type EdgeId, type Model, nameEdge } from '#spec/model';
import { joinNames } from '#spec/quote';
import { messageShape } from '#spec/shapes';
import type { TaskData } from '#spec/task-data';
import { formatCount, formatNumber } from '../../stores/format';

interface Fact {
  name: string;
  value: string;
}

/** Since when, or under which condition, sizes will be known that are not: the end of a sentence. */
export function describeCondition(data: TaskData | null): string {
  if (data === null) return 'until its data are read';
  return data.problem ? 'until its data are there' : 'until something of a known shape arrives';
}

/** The same for interfaces: of a message that is known, a synthesizer may lack the label that it is shown. */
export function describeInterfaceCondition(
  data: TaskData | null,
  model: Model,
  shapes: Readonly<Record<string, number[]>>,
  interfaces: readonly EdgeId[],
): string {
  const edges = model.edges.filter((edge) => interfaces.includes(edgeId(edge)));
  const lackLoss = edges.every(
    (edge) =>
      edge.decoupled?.synthesizer.condition === 'label' &&
      messageShape(model, shapes, edge) !== undefined &&
      findLabelField(model, edge) === null,
  );
  if (edges.length === 0 || !lackLoss) return describeCondition(data);
  return `until ${edges.length === 1 ? 'it leads' : 'they lead'} to a loss, whose label ${edges.length === 1 ? 'its synthesizer is' : 'their synthesizers are'} shown`;
}

/**
 * The size of a part of the model: exact parameters, and rounded multiply-adds of one example. `count`: undefined where
 * it is not known; `condition` says what it waits for (`describeCondition`).
 */
export function listSizeFacts(count: Count | undefined, condition: string): Fact[] {
  if (!count) return [{ name: 'Parameters', value: `not known ${condition}` }];
  return [
    { name: 'Parameters', value: formatNumber(count.parameters) },
    { name: 'Multiply-adds', value: `${formatCount(count.multiplyAdds)} an example` },
  ];
}

/** The size of the whole model and of its interfaces, as far as they are known. */
export function listModelFacts(
  { total, interfaces, unknown }: Counts,
  condition: string,
  interfaceCondition = condition,
): Fact[] {
  const nodes = joinNames(unknown.nodes);
  const edges = joinNames(unknown.interfaces.map((edge) => nameEdge(edge)));
  const beside = (known: number, names: string, until: string): string =>
    `${known > 0 ? `${formatNumber(known)} and those of ${names}` : `those of ${names}`}, not known ${until}`;
  const parts =
    unknown.nodes.length === 0
      ? listSizeFacts(total, condition)
      : [{ name: 'Parameters', value: beside(total.parameters, nodes, condition) }];
  const own =
    unknown.interfaces.length > 0
      ? `+ ${beside(interfaces.parameters, edges, interfaceCondition)}`
      : interfaces.parameters === 0
        ? 'none'
        : `+ ${formatNumber(interfaces.parameters)} parameters`;
  return [...parts, { name: 'Interfaces', value: own }];
}

/** `900 MB to train`, from an estimate; `memory`: bytes of the machine, null where they are not known. */
export function formatMemory(
  { device, host, isPartial }: MemoryEstimate,
  memory: number | null,
): string {
  const amount = `${isPartial ? 'at least ' : ''}${formatBytes(device + host)}`;
  return memory === null ? `${amount} to train` : `${amount} to train, of ${formatBytes(memory)}`;
}

/** A share as `26 %` or `0.4 %`, or as `1.4 ×` if the part is the larger one; null if `whole` is 0. */
export function formatShare(part: number, whole: number): string | null {
  if (whole <= 0) return null;
  const share = part / whole;
  if (share >= 1.05) return `${formatNumber(Number(share.toPrecision(2)))} ×`;
  if (share !== 0 && share < 0.001) return '< 0.1 %';
  // 99.7 % is not 100 %, and neither is 103 %.
  const digits = share > 0.995 ? 3 : 2;
  const rounded = formatNumber(Number((100 * share).toPrecision(digits)));
  return rounded === '100' && share !== 1 ? 'about 100 %' : `${rounded} %`;
}

/** The size of an interface relative to its module, as a sentence; '' if either is unknown or empty. */
export function compareWithModule(count: Count | undefined, module: Count | undefined): string {
  if (!count || !module) return '';
  const parameters = formatShare(count.parameters, module.parameters);
  const multiplyAdds = formatShare(count.multiplyAdds, module.multiplyAdds);
  if (parameters === null || multiplyAdds === null) return '';
  if (parameters === multiplyAdds)
    return `${parameters} of its module's parameters and multiply-adds.`;
  return `${parameters} of its module's parameters, ${multiplyAdds} of its multiply-adds.`;
}
