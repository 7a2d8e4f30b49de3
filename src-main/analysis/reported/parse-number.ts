/** A number as papers write it, with its uncertainty. */
export interface WrittenNumber {
  value: number;
  /** What stands after ± or in brackets; null where nothing does. */
  uncertainty: number | null;
  /** What stands in square brackets; null where nothing does. */
  interval: { low: number; high: number } | null;
  /** Whether a percent sign stands beside it. */
  hasPercent: boolean;
}

const digits = String.raw`[-+−–]?(?:\d[\d,]*\.?\d*|\.\d+)(?:[eE][-+−]?\d+|\s*[×x]\s*10\^?[-+−]?\d+)?`;
const pattern = new RegExp(
  String.raw`^[<>≈~]?\s*(${digits})\s*(%?)\s*(?:(?:±|\+/-|\+-)\s*(${digits})\s*%?|\(\s*(?:±\s*)?(${digits})\s*%?\s*\))?\s*(%?)[*†‡]*$`,
  'u',
);

const inSquareBrackets = new RegExp(
  String.raw`^(.*?)\[\s*(${digits})\s*%?\s*(?:[,;]|to|–)\s*(${digits})\s*%?\s*\]\s*%?$`,
  'u',
);

/**
 * `1.7`, `1.7 %`, `1.7 ± 0.1`, `1.7 (0.1)`, `1.7 [1.6, 1.8]`, and `1.72(12)`, where the brackets have the last digits; null
 * for other texts.
 */
export function parseWrittenNumber(text: string): WrittenNumber | null {
  const [, before, low, high] = inSquareBrackets.exec(text.trim()) ?? [];
  if (before === undefined || low === undefined || high === undefined) return parsePlain(text);
  const number = parsePlain(before);
  return number && { ...number, interval: { low: toNumber(low), high: toNumber(high) } };
}

function parsePlain(text: string): WrittenNumber | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const [, number = '', percent, plusMinus, inBrackets, lastPercent] = match;
  const value = toNumber(number);
  if (!Number.isFinite(value)) return null;
  const hasPercent = percent === '%' || lastPercent === '%' || /%\s*\)?$/.test(text.trim());
  const size = plusMinus ?? inBrackets;
  if (size === undefined) return { value, uncertainty: null, interval: null, hasPercent };
  const isOfLastDigits =
    inBrackets !== undefined && /^\d+$/.test(inBrackets) && /\.\d+\(/.test(text);
  const decimals = number.split('.')[1]?.length ?? 0;
  const uncertainty = isOfLastDigits ? Number(inBrackets) / 10 ** decimals : toNumber(size);
  return { value, uncertainty, interval: null, hasPercent };
}

/** A comma before three digits groups them; another one stands before decimals. */
function toNumber(text: string): number {
  const plain = text.replace(/[−–]/g, '-').replace(/\s*[×x]\s*10\^?/, 'e');
  const isGrouped = /^[-+]?\d{1,3}(,\d{3})+(\.|e|$)/i.test(plain);
  return Number(isGrouped ? plain.replaceAll(',', '') : plain.replace(',', '.'));
}
