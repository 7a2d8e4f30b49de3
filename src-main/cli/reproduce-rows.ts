/** One line of the table that the program must show. Errors are fractions of the test part. */
export interface Row {
  template: string;
  steps: number;
  atMost: number;
  /** A lower error than this would mean that something is wrong, too. */
  atLeast?: number;
  /** What an independent PyTorch program with the same settings reached. */
  reference?: number;
}

export const rows: readonly Row[] = [
  { template: 'mnist-backprop', steps: 10_000, atMost: 0.02, reference: 0.0183 },
  { template: 'mnist-cdni', steps: 10_000, atMost: 0.02, reference: 0.0169 },
  { template: 'mnist-cdni-6', steps: 10_000, atMost: 0.018, reference: 0.0142 },
  { template: 'mnist-cdni-sparse', steps: 20_000, atMost: 0.02, reference: 0.0174 },
  { template: 'mnist-dni', steps: 10_000, atMost: 0.03, reference: 0.0257 },
  // Lower would mean that gradients leak through a cut.
  { template: 'mnist-none', steps: 5_000, atMost: 0.13, atLeast: 0.08, reference: 0.1005 },
  { template: 'mnist-unlocked', steps: 10_000, atMost: 0.05 },
  { template: 'mnist-cnn-cdni', steps: 3_000, atMost: 0.02 },
];

export interface Result {
  row: Row;
  /** As of the last evaluation; null where the run failed before one. */
  testError: number | null;
  seconds: number;
  stepsPerSecond: number;
  /** How the run ended. */
  status: string;
}

/** Whether the row shows what it must. */
export function passes({ row, testError, status }: Result): boolean {
  if (status !== 'finished' || testError === null) return false;
  return testError <= row.atMost && testError >= (row.atLeast ?? 0);
}
