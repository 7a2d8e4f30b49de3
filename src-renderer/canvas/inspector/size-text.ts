import type { Count, Counts } from '#spec/counts';
import type { MemoryEstimate } from '#spec/estimate-memory';
import { formatBytes } from '#spec/format-bytes';
import { joinNames } from '#spec/quote';
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
export function listModelFacts({ total, interfaces, unknown }: Counts, condition: string): Fact[] {
  const nodes = joinNames(unknown.nodes);
  const edges = joinNames(unknown.interfaces.map((edge) => edge.replace('->', ' → ')));
  const beside = (known: number, names: string): string =>
    `${known > 0 ? `${formatNumber(known)} and those of ${names}` : `those of ${names}`}, not known ${condition}`;
  const parts =
    unknown.nodes.length === 0
      ? listSizeFacts(total, condition)
      : [{ name: 'Parameters', value: beside(total.parameters, nodes) }];
  const own =
    unknown.interfaces.length > 0
      ? `+ ${beside(interfaces.parameters, edges)}`
      : interfaces.parameters === 0
        ? 'none'
        : `+ ${formatNumber(interfaces.parameters)}`;
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
  return `${formatNumber(Number((100 * share).toPrecision(2)))} %`;
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
