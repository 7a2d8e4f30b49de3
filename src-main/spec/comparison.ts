import { z } from 'zod';
import { referenceSchema } from './reported';

/** What x axes count. `relative`: time since the first point. `metric`: see `xMetric`; `updates`: see `xModule`. */
export const xAxes = ['step', 'seconds', 'relative', 'examples', 'updates', 'metric'] as const;
export const xAxisSchema = z.enum(xAxes);
export type XAxis = z.infer<typeof xAxisSchema>;

/** How the runs of a group become one curve, and the band around it. */
export const centers = ['mean', 'median'] as const;
export const bands = ['none', 'sd', 'se', 'range', 'interval'] as const;
export const centerSchema = z.enum(centers);
export const bandSchema = z.enum(bands);
export type Center = z.infer<typeof centerSchema>;
export type Band = z.infer<typeof bandSchema>;

const chartSizeSchema = z.enum(['small', 'wide', 'full']);
export type ChartSize = z.infer<typeof chartSizeSchema>;

/** The scale of an axis of values that the user wants; where none is given, the values decide. */
const scaleSchema = z.enum(['linear', 'log']).optional();
export type ScaleChoice = z.infer<typeof scaleSchema>;

const limitsSchema = z.strictObject({ min: z.number().nullable(), max: z.number().nullable() });

const chartFields = {
  id: z.string(),
  size: chartSizeSchema.default('small'),
  title: z.string().optional(),
};

/** One chart of a comparison. Fields are those of `analysis/run-field`. */
export const chartSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...chartFields,
    kind: z.literal('lines'),
    metric: z.string(),
    /** Null: that of the comparison, for metrics measured at every step only. */
    smoothing: z.number().min(0).max(0.999).nullable().default(null),
    logX: z.boolean().default(false),
    /** Null: that of the comparison. */
    logY: z.boolean().nullable().default(null),
    limits: limitsSchema.nullable().default(null),
    /** The y axis spans the 1st to the 99th percentile; the chart says how many points are outside. */
    ignoresOutliers: z.boolean().default(false),
  }),
  z.strictObject({
    ...chartFields,
    kind: z.literal('scatter'),
    x: z.string(),
    y: z.string(),
    xScale: scaleSchema,
    yScale: scaleSchema,
  }),
  z.strictObject({
    ...chartFields,
    kind: z.literal('bars'),
    field: z.string(),
    style: z.enum(['bars', 'points']).default('points'),
    scale: scaleSchema,
  }),
  z.strictObject({
    ...chartFields,
    kind: z.literal('box'),
    field: z.string(),
    style: z.enum(['box', 'violin']).default('box'),
    scale: scaleSchema,
  }),
  z.strictObject({
    ...chartFields,
    kind: z.literal('histogram'),
    field: z.string(),
    scale: scaleSchema,
  }),
  z.strictObject({
    ...chartFields,
    kind: z.literal('parallel'),
    fields: z.array(z.string()).min(2),
  }),
  z.strictObject({
    ...chartFields,
    kind: z.literal('heatmap'),
    x: z.string(),
    y: z.string(),
    value: z.string(),
    /** That of the colours. */
    scale: scaleSchema,
  }),
  /** The table of means, intervals, differences and tests. */
  z.strictObject({ ...chartFields, kind: z.literal('statistics'), field: z.string() }),
  /** Small multiples of the metrics of the interfaces, in the order of the graph. */
  z.strictObject({ ...chartFields, kind: z.literal('interfaces') }),
  /** Markdown. */
  z.strictObject({ ...chartFields, kind: z.literal('text'), text: z.string().max(100_000) }),
]);
export type Chart = z.infer<typeof chartSchema>;
export type ChartKind = Chart['kind'];

/** What a comparison's file holds. Fields with a default are those that version 0.1.0 did not write. */
export const comparisonContentSchema = z.strictObject({
  name: z.string().min(1),
  /** Runs that were chosen by hand. */
  runs: z.array(z.string()),
  /** Runs that match join the comparison: a filter of `analysis/run-filter`; null: none. */
  filter: z.string().nullable().default(null),
  /** Metrics of the charts where `charts` is null. */
  metrics: z.array(z.string()),
  /** Charts in their order; null: one of lines for each metric. */
  charts: z.array(chartSchema).nullable().default(null),
  xAxis: xAxisSchema,
  xMetric: z.string().nullable().default(null),
  xModule: z.string().nullable().default(null),
  /** Weight of the exponential moving average: 0 is no smoothing, larger is smoother. */
  smoothing: z.number().min(0).max(0.999),
  logScale: z.boolean(),
  /** Fields of which equal values make a group; empty: every run is a curve of its own; null: chosen by the program. */
  groupBy: z.array(z.string()).nullable().default([]),
  center: centerSchema.default('mean'),
  band: bandSchema.default('interval'),
  /** Whether the single runs are drawn faintly behind their group. */
  showsRuns: z.boolean().default(true),
  /** Key of the group that the others are compared with. */
  baseline: z.string().nullable().default(null),
  /** Keys of groups and runs that are not drawn. */
  hidden: z.array(z.string()).default([]),
  /** Index of a colour by key of a group or id of a run, where the user has chosen one. */
  colors: z.record(z.string(), z.int().min(0)).default({}),
  /** Whether a zoom of one chart is that of all. */
  linksZoom: z.boolean().default(true),
  /** Reported results that stand beside the runs. */
  references: z.array(referenceSchema).default([]),
});
export type ComparisonContent = z.output<typeof comparisonContentSchema>;

/** A saved comparison: the file `comparisons/<id>.json`. */
export const comparisonSchema = comparisonContentSchema.extend({
  id: z.string(),
  modified: z.string(),
  /** Identifies the content of the file; it differs after every change. */
  revision: z.string(),
});
export type Comparison = z.infer<typeof comparisonSchema>;
