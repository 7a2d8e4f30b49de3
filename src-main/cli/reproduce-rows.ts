/** One template of the table of reproduced results. Test errors are fractions, 0 to 1. */
export interface ReproduceRow {
  template: string;
  steps: number;
  /** Upper bound of the test error. */
  atMost: number;
  /** Lower bound of the test error, where a better result would reveal a defect. */
  atLeast?: number;
  /** Test error of an independent PyTorch program with the same settings. */
  reference?: number;
}

export const reproduceRows: readonly ReproduceRow[] = [
  { template: 'mnist-backprop', steps: 10_000, atMost: 0.02, reference: 0.0183 },
  { template: 'mnist-cdni', steps: 10_000, atMost: 0.02, reference: 0.0169 },
  { template: 'mnist-cdni-6', steps: 10_000, atMost: 0.018, reference: 0.0142 },
  { template: 'mnist-cdni-sparse', steps: 20_000, atMost: 0.02, reference: 0.0174 },
  { template: 'mnist-dni', steps: 10_000, atMost: 0.03, reference: 0.0257 },
  // A lower error would mean that gradients leak through a cut.
  { template: 'mnist-none', steps: 5_000, atMost: 0.13, atLeast: 0.08, reference: 0.1005 },
  { template: 'mnist-unlocked', steps: 10_000, atMost: 0.05 },
  { template: 'mnist-cnn-cdni', steps: 3_000, atMost: 0.02 },
];

export interface RowResult {
  row: ReproduceRow;
  /** From the last evaluation; null where the run failed before the first. */
  testError: number | null;
  seconds: number;
  stepsPerSecond: number;
  /** Final status of the run. */
  status: string;
}

/** Whether the run finished with a test error within the bounds of the row. */
export function isWithinBounds({ row, testError, status }: RowResult): boolean {
  if (status !== 'finished' || testError === null) return false;
  return testError <= row.atMost && testError >= (row.atLeast ?? 0);
}
