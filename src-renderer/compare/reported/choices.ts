import type { ReportedAxis, SpreadKind } from '#spec/reported';

/** What stands after ±, for a menu. */
export const spreadChoices: readonly { value: SpreadKind; label: string }[] = [
  { value: 'unstated', label: '± not stated' },
  { value: 'sd', label: '± sd' },
  { value: 'se', label: '± standard error' },
];

/** What a curve is drawn over, for a menu. */
export const axisChoices: readonly { value: ReportedAxis; label: string }[] = [
  { value: 'step', label: 'over steps' },
  { value: 'seconds', label: 'over seconds' },
  { value: 'examples', label: 'over examples' },
];
