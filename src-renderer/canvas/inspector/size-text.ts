import type { Count } from '#spec/counts';
import { formatCount, formatNumber } from '../../stores/format';

/** The size of a part of the model: exact parameters, and rounded multiply-adds of one example. */
export function listSizeFacts(count: Count | undefined): { name: string; value: string }[] {
  return [
    { name: 'Parameters', value: formatNumber(count?.parameters ?? 0) },
    { name: 'Multiply-adds', value: `${formatCount(count?.multiplyAdds ?? 0)} an example` },
  ];
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
