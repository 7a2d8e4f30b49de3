import { z } from 'zod';
import { formatVersion } from './experiment';
import { selectionSchema } from './run';

/**
 * A study: a question put to one or more models. Its runs have every combination of the values on its axes, or some of
 * them; the answer is read from a metric at the step that validation has chosen.
 *
 *     { "version": 1, "models": ["recall-dni"],
 *       "axes": { "training.method": ["dni", "none"], "training.seed": [1, 2, 3] } }
 */

const scalarSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const axisValueSchema = z.union([scalarSchema, z.array(scalarSchema)]);
export type AxisValue = z.infer<typeof axisValueSchema>;

const maxAxisValues = 10_000;

const axisForms =
  'write a list as [0.001, 0.01], or {"range": {"from", "to", "count"}}, {"logRange": …} or {"draw": {"from", "to"}}';

/** Why a value is no axis, as far as it is more than its form. */
function describeAxisFault(input: unknown): string {
  if (Array.isArray(input)) {
    const items: unknown[] = input;
    if (items.length > maxAxisValues) return `a list has ${maxAxisValues} values at most`;
    if (items.flat().some((item) => typeof item === 'number' && !Number.isFinite(item)))
      return 'a number in the list is too large to be one';
    return 'the values in the list are numbers, texts, true, false, null, or lists of these';
  }
  const draw = typeof input === 'object' && input !== null && 'draw' in input ? input.draw : null;
  const hasScale = typeof draw === 'object' && draw !== null && 'scale' in draw;
  if (hasScale && draw.scale !== 'linear' && draw.scale !== 'log')
    return "the scale of a draw is 'linear' or 'log'";
  return axisForms;
}

/** The values of one setting: a list, a range, or a random draw. */
const axisSchema = z.union(
  [
    z.array(axisValueSchema).min(1).max(maxAxisValues),
    z.strictObject({
      /** From `from` to `to`, both inclusive, in `count` equal steps. */
      range: z.strictObject({
        from: z.number(),
        to: z.number(),
        count: z.int().min(1).max(10_000),
      }),
    }),
    z.strictObject({
      /** The same with equal ratios. */
      logRange: z.strictObject({
        from: z.number().positive(),
        to: z.number().positive(),
        count: z.int().min(1).max(10_000),
      }),
    }),
    z.strictObject({
      /** A number drawn for each run of a random search. */
      draw: z.strictObject({
        from: z.number(),
        to: z.number(),
        scale: z.enum(['linear', 'log']).default('linear'),
        /** Whether only whole numbers are drawn. */
        whole: z.boolean().default(false),
      }),
    }),
  ],
  { error: ({ input }) => describeAxisFault(input) },
);
export type Axis = z.infer<typeof axisSchema>;

/** A record drops the key `__proto__` without a word, so that it is refused here. */
function refuseProto<S extends z.ZodType>(record: S): S {
  return z.preprocess((value, context) => {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
      context.addIssue({ code: 'custom', message: "'__proto__' is no path of a setting" });
    return value;
  }, record) as unknown as S;
}

const searchSchema = z.discriminatedUnion('kind', [
  /** Every combination of the values on the axes. */
  z.strictObject({ kind: z.literal('grid') }),
  /**
   * `samples` combinations, drawn with the seed: of each axis but `training.seed` one value, drawn from its list or
   * range. Every combination is run with every value of `training.seed`.
   */
  z.strictObject({
    kind: z.literal('random'),
    samples: z.int().min(1).max(10_000),
    seed: z.int().min(0).default(1),
  }),
]);

/**
 * Successive halving (Jamieson and Talwalkar 2016): all runs train to the first rung, then the worst are stopped by the
 * validation metric, seeds of one combination together, and the others train on to the next rung.
 */
const halvingSchema = z.strictObject({
  /** Training steps at which runs are judged, rising; the last rung is the number of steps of a run. */
  rungs: z.array(z.int().min(1)).min(1).max(20),
  /** The part of the combinations that goes on at each rung; at least one does. */
  keep: z.number().gt(0).lt(1).default(0.5),
});

export const studyContentSchema = z.strictObject({
  version: z.literal(formatVersion),
  name: z.string().min(1).max(200).optional(),
  description: z.string().max(10_000).optional(),
  /** Ids of saved models of the project, or of templates. */
  models: z.array(z.string().min(1)).min(1).max(100),
  /** By path of the setting, as `--set` has it. Settings that are not named are those of the model. */
  axes: refuseProto(z.record(z.string().min(1), axisSchema)).default({}),
  search: searchSchema.default({ kind: 'grid' }),
  halving: halvingSchema.optional(),
  /**
   * Whether runs whose training steps are alike (seeds, learning rates) train together, as one compiled step with a copy
   * of the weights for each, where that is faster. Sums are then rounded in another order.
   */
  together: z.boolean().default(true),
  /** Training steps of every run; left out: those of the model. */
  steps: z.int().min(1).optional(),
  /** Steps between evaluations of every run; left out: those of the model. */
  evaluateEvery: z.int().min(1).optional(),
  /** The validation metric that chooses the step of each run; left out: the run's own. */
  selectBy: z.string().optional(),
  /** The metric that is reported, at the chosen step; left out: the test metric of `selectBy`. */
  metric: z.string().optional(),
  /** The values that the others are compared with, by path of an axis: `{ "training.method": "backprop" }`. */
  baseline: refuseProto(z.record(z.string(), axisValueSchema)).optional(),
  /** The saved comparison of its runs. */
  comparisonId: z.string().optional(),
});
export type StudyContent = z.output<typeof studyContentSchema>;
/** As a file may hold it: what has a default can be left out. */
export type StudyInput = z.input<typeof studyContentSchema>;

/** A saved study: the file `studies/<id>.json`. */
export const studySchema = studyContentSchema.extend({
  id: z.string(),
  name: z.string(),
  modified: z.string(),
  /** Identifies the content of the file; it differs after every change. */
  revision: z.string(),
});
export type Study = z.infer<typeof studySchema>;

/** What a study would run, before it starts. */
export const studyPlanSchema = z.strictObject({
  /** Combinations of model, values and seed. */
  runs: z.int(),
  /** Of them, those that are done already, so that they are not run again. */
  done: z.int(),
  /** Training steps that are left of all runs; of successive halving, those that it trains. */
  steps: z.int(),
  /** Seconds of training that are left, from measured rates of steps of the same model; null where none is known. */
  seconds: z.number().nullable(),
  /** Where the rate was measured, as a sentence. */
  secondsFrom: z.string(),
  /** Bytes of curves and checkpoints; null where no run of the model tells. */
  bytes: z.number().nullable(),
  /** Bytes that are free on the disk of the project. */
  freeBytes: z.number().nullable(),
  together: z.strictObject({
    /** The number of runs of each process with several. */
    groups: z.array(z.int()),
    /** How many other runs train, each in a process of its own. */
    alone: z.int(),
    /** Why none do though the study lets them, as a sentence. */
    reason: z.string().nullable(),
  }),
  /** Problems that keep it from starting, as sentences. */
  problems: z.array(z.string()),
  /** What to know before it starts, as sentences: methods that are left out, runs that are evaluated too rarely. */
  notes: z.array(z.string()),
  /** Steps between evaluations that give the runs a curve; null where they have one. */
  evaluateEvery: z.int().nullable(),
  /** The values of the first runs, by path, to be shown. */
  examples: z.array(
    z.strictObject({ model: z.string(), values: z.record(z.string(), axisValueSchema) }),
  ),
});
export type StudyPlan = z.infer<typeof studyPlanSchema>;

/** What the answer of a study is read from beside the runs of the project. */
export const studyEvidenceSchema = z.strictObject({
  /** By id of a run: the step that `selectBy` chooses, where the run itself has chosen by another metric. */
  selections: z.record(z.string(), selectionSchema),
  /** Runs that the study asks for and that are in the trash. */
  inTrash: z.array(z.strictObject({ trashId: z.string(), runId: z.string() })),
  /** How many runs that it asks for it has made, and are neither there nor in the trash. */
  removed: z.int(),
  /** Ids of copies of its runs, which it does not count. */
  copies: z.array(z.string()),
  /** Runs that it has made and that cannot be read, a sentence each. */
  unreadable: z.array(z.string()),
});
export type StudyEvidence = z.infer<typeof studyEvidenceSchema>;

/** What a study does in this process. */
export const studyActivitySchema = z.strictObject({
  studyId: z.string(),
  /** As it was called when it started. */
  name: z.string(),
  /** Whether this process runs it. */
  isActive: z.boolean(),
  /** `running`, or how it has ended. */
  status: z.enum(['running', 'finished', 'stopped', 'failed']),
  /** Runs that have ended, and all of them; of successive halving, those of the rung. */
  done: z.int(),
  total: z.int(),
  /** Of successive halving, where it is; null elsewhere. */
  rung: z
    .strictObject({
      /** Counted from 0. */
      index: z.int(),
      count: z.int(),
      /** The step to which it trains. */
      steps: z.int(),
      /** The runs of all rungs. */
      runs: z.int(),
    })
    .nullable(),
  /** Seconds that are left, from the study's own runs; null while none has trained enough to tell, and at the end. */
  secondsLeft: z.number().nullable(),
  /** The places that train its runs, by id, this computer among them; empty where this computer alone does. */
  places: z.array(z.string()),
  /** Why it has failed, in a sentence. */
  failure: z.string().nullable(),
});
export type StudyActivity = z.infer<typeof studyActivitySchema>;

export const seedPath = 'training.seed';
export const methodPath = 'training.method';
