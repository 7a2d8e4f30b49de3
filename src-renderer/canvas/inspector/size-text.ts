import type { Count } from '#spec/counts';
import { formatCount, formatNumber } from '../../stores/format';

/** What a part costs, exact in parameters, rounded in multiply-adds. */
export function sizeFacts(count: Count | undefined): { name: string; value: string }[] {
  return [
    { name: 'Parameters', value: formatNumber(count?.parameters ?? 0) },
    { name: 'Multiply-adds', value: `${formatCount(count?.multiplyAdds ?? 0)} an example` },
  ];
}

/** `26 %`, `0.4 %`, and `1.4 ×` where the part is larger than the whole; null where there is no whole. */
export function shareText(part: number, whole: number): string | null {
  if (whole <= 0) return null;
  const share = part / whole;
  if (share >= 1.05) return `${formatNumber(Number(share.toPrecision(2)))} ×`;
  if (share !== 0 && share < 0.001) return '< 0.1 %';
  return `${formatNumber(Number((100 * share).toPrecision(2)))} %`;
}

/** How large an interface is beside the module it belongs to, as a sentence; '' where that has no size. */
export function besideModule(count: Count | undefined, module: Count | undefined): string {
  if (!count || !module) return '';
  const parameters = shareText(count.parameters, module.parameters);
  const work = shareText(count.multiplyAdds, module.multiplyAdds);
  if (parameters === null || work === null) return '';
  if (parameters === work) return `${parameters} of its module's parameters and multiply-adds.`;
  return `${parameters} of its module's parameters, ${work} of its multiply-adds.`;
}
