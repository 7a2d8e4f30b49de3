import { z } from 'zod';

/**
 * Results that others have published: numbers of a table, or points of a curve, with their source. They are shown beside
 * the runs of a comparison, and are in no mean and in no test.
 *
 *     { "version": 1, "name": "Jaderberg et al. 2017", "citation": { "title": "Decoupled Neural Interfaces …" },
 *       "entries": [{ "kind": "value", "id": "cdni-3", "label": "cDNI, 3 layers", "metric": "test/error", "value": 0.022 }] }
 */

export const citationSchema = z.strictObject({
  authors: z.string().max(500).default(''),
  title: z.string().max(500).default(''),
  year: z.int().min(1900).max(2200).nullable().default(null),
  /** Journal, conference or report. */
  venue: z.string().max(300).default(''),
  /** Address of the paper, or its number on arXiv. */
  url: z.string().max(500).default(''),
});
export type Citation = z.infer<typeof citationSchema>;

/** Kinds of uncertainty that is given as a size: `unstated` where the source does not say which it is. */
export const spreadKinds = ['sd', 'se', 'unstated'] as const;
export type SpreadKind = (typeof spreadKinds)[number];

const uncertaintySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(spreadKinds), size: z.number().min(0) }),
  z.strictObject({
    kind: z.literal('interval'),
    low: z.number(),
    high: z.number(),
    /** Of confidence. */
    level: z.number().min(0).max(1).default(0.95),
  }),
]);
export type Uncertainty = z.infer<typeof uncertaintySchema>;

/** What x counts in a curve: an axis of comparisons whose numbers another program can know, too. */
export const reportedAxes = ['step', 'seconds', 'examples'] as const;
export type ReportedAxis = (typeof reportedAxes)[number];

const entryFields = {
  /** Unique within its source. */
  id: z.string().min(1).max(100),
  /** What the source calls it: `DNI, 4 layers`. */
  label: z.string().min(1).max(200),
  /** The metric that is measured here: `test/error`. Values are in its unit. */
  metric: z.string().min(1).max(200),
  /** Templates whose runs it stands beside; empty: runs of any model. */
  templates: z.array(z.string()).default([]),
  /** Settings of the runs that it stands beside, by field of `analysis/run-field`. */
  settings: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()]))
    .default({}),
};

const maxPoints = 100_000;

export const reportedEntrySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('value'),
    ...entryFields,
    value: z.number(),
    uncertainty: uncertaintySchema.nullable().default(null),
    /** Runs that the value is of; null where the source does not say. */
    n: z.int().min(1).nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('curve'),
    ...entryFields,
    x: z.enum(reportedAxes),
    /** In ascending order of x. */
    points: z
      .array(z.tuple([z.number(), z.number()]))
      .min(1)
      .max(maxPoints),
  }),
]);
export type ReportedEntry = z.output<typeof reportedEntrySchema>;
export type ReportedValue = Extract<ReportedEntry, { kind: 'value' }>;
export type ReportedCurve = Extract<ReportedEntry, { kind: 'curve' }>;

/** What the file of a source holds. */
export const reportedContentSchema = z.strictObject({
  /** As it is called beside its numbers: `Jaderberg et al. 2017`. */
  name: z.string().min(1).max(200),
  citation: citationSchema.default(() => citationSchema.parse({})),
  /** Where in the source: `Table 1`, `Figure 5, page 7`. */
  place: z.string().max(200).default(''),
  /** What has to be known of the numbers. */
  notes: z.string().max(2000).default(''),
  entries: z
    .array(reportedEntrySchema)
    .max(1000)
    .refine((entries) => new Set(entries.map(({ id }) => id)).size === entries.length, {
      message: 'two entries have the same id',
    }),
});
export type ReportedContent = z.output<typeof reportedContentSchema>;

/** A source: the file `reported/<id>.json` of a project, or one that comes with the program. */
export const reportedSchema = reportedContentSchema.extend({
  id: z.string(),
  modified: z.string(),
  /** Identifies the content of the file; it differs after every change. */
  revision: z.string(),
});
export type ReportedSource = z.output<typeof reportedSchema>;

/** The ids of sources that come with the program begin so: those of a project have no slash. */
export const bundledPrefix = 'bundled/';

export function isBundled({ id }: Pick<ReportedSource, 'id'>): boolean {
  return id.startsWith(bundledPrefix);
}

/** Entries of a source that a comparison shows. */
export const referenceSchema = z.strictObject({
  source: z.string(),
  /** Ids of entries, in no order. */
  entries: z.array(z.string()),
});
export type Reference = z.infer<typeof referenceSchema>;
