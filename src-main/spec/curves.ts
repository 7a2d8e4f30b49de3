import { z } from 'zod';
import { bandSchema, centerSchema, xAxisSchema } from './comparison';

/** The curves that a chart draws: the input of the command `runs.curves`. */
export const curvesRequestSchema = z.strictObject({
  /** One curve for each line and metric: of one run, or of a group of runs. */
  lines: z
    .array(z.strictObject({ key: z.string(), runIds: z.array(z.string()).min(1).max(5000) }))
    .max(5000),
  metrics: z
    .array(
      z.strictObject({
        metric: z.string(),
        /** β of the debiased moving average over the full curve of each run, before anything else. */
        smoothing: z.number().min(0).max(0.999).default(0),
      }),
    )
    .max(500),
  x: xAxisSchema.default('step'),
  /** The metric that the axis shows, where `x` is `metric`. */
  xMetric: z.string().optional(),
  /** The id of the module whose updates the axis counts, where `x` is `updates`. */
  xModule: z.string().optional(),
  /** The visible part of the x axis, in its unit; null: all of it. One more point on both sides is sent. */
  range: z.strictObject({ from: z.number(), to: z.number() }).nullable().default(null),
  /** At most about so many points for each curve. */
  points: z.int().min(10).max(100_000).default(1000),
  center: centerSchema.default('mean'),
  band: bandSchema.default('none'),
  /** Whether the curves of the single runs of a group are sent too. */
  withRuns: z.boolean().default(false),
  /** Whether the unsmoothed values are sent beside smoothed ones. */
  withRaw: z.boolean().default(false),
});
export type CurvesRequest = z.output<typeof curvesRequestSchema>;
export type CurvesRequestInput = z.input<typeof curvesRequestSchema>;

/** A column of numbers, oldest first: float32, or float64 where float32 would lose whole numbers. */
export type NumberColumn = Float32Array | Float64Array;

/** Points of one line; NaN and infinite values of y are among them. */
export interface Points {
  x: NumberColumn;
  y: NumberColumn;
  /** Indices of points to which no line leads, because points before them are missing. */
  breaks: Uint32Array;
}

/** One curve as it arrives in the window. */
export interface Curve extends Points {
  key: string;
  metric: string;
  /** Of a group: the band around the curve, null where none was asked for or the curve is that of one run. */
  lower: NumberColumn | null;
  upper: NumberColumn | null;
  /** Of a group: the number of runs that the centre is of, at each point. */
  n: Uint16Array | null;
  /** The unsmoothed curve, null where it was not asked for or nothing is smoothed. */
  raw: Points | null;
  /** The single runs of a group. */
  runs: (Points & { runId: string })[];
  /** Number of points on disk in the range, whatever their value, and of those that not every axis can show. */
  total: number;
  zero: number;
  negative: number;
  notFinite: number;
  /** Whether it is measured at evaluations, on the same data each time: smoothing is off by default. */
  isRare: boolean;
  /** What has to be said of it: `The mean is of 5 runs up to step 8,000 and of 3 after it.` */
  notes: string[];
}
