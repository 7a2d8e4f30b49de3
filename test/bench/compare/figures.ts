/** What is measured of a program that shows 12 charts of 100 runs. Milliseconds and seconds of processor time, unless named wall. */
export interface ChartFigures {
  /** From a program that has its data to all charts drawn. */
  chartsCpuSeconds: number;
  chartsWallSeconds: number;
  /** A part of the x axis chosen in one chart. */
  zoomMs: number;
  /** One move of the pointer over a chart. */
  hoverMs: number;
  smoothingMs: number;
  /** The x axis changed from steps to time. */
  axisMs: number;
  /** Memory of the page's process. */
  pageMegabytes: number;
}

export interface OwnFigures extends ChartFigures {
  /** From opening the table of 100 runs to its last activity. */
  tableSeconds: number;
  tableOfThousandSeconds: number;
  sortOfThousandMs: number;
  filterOfThousandMs: number;
  /** Comparing all 1,000 runs, grouped. */
  compareThousandSeconds: number;
}

/** What `--json` prints. */
export interface CompareReport extends OwnFigures {
  tensorboard: (ChartFigures & { loadSeconds: number }) | null;
}

/** The targets, for an idle machine of two cores. */
export const targets: Readonly<Partial<Record<keyof OwnFigures, number>>> = {
  tableSeconds: 1,
  chartsCpuSeconds: 2,
  zoomMs: 200,
  hoverMs: 50,
  smoothingMs: 500,
  axisMs: 500,
  pageMegabytes: 500,
  tableOfThousandSeconds: 1,
  sortOfThousandMs: 100,
  filterOfThousandMs: 100,
  compareThousandSeconds: 5,
};
