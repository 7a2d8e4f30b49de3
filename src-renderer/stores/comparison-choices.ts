import { z } from 'zod';
import { comparisonContentSchema, type Comparison, type ComparisonContent } from '#spec/comparison';

const choicesSchema = comparisonContentSchema.extend({
  /** Id and revision of the saved comparison; null if it is not saved. */
  id: z.string().nullable(),
  revision: z.string().nullable(),
  /** Null: the default metrics of the runs. */
  metrics: z.array(z.string()).nullable(),
});

/** Everything that the user has chosen in the Compare view. */
export type ComparisonChoices = z.output<typeof choicesSchema>;

export const newName = 'New comparison';
/** Averages over about ten steps, which is enough to distinguish two noisy curves. */
const defaultSmoothing = 0.9;

/** The choices of a new comparison: groups and charts as the program suggests them. */
export function newChoices(changes: Partial<ComparisonChoices> = {}): ComparisonChoices {
  return choicesSchema.parse({
    id: null,
    revision: null,
    name: newName,
    runs: [],
    metrics: null,
    groupBy: null,
    xAxis: 'step',
    smoothing: defaultSmoothing,
    logScale: false,
    ...changes,
  });
}

/** Choices that this window, of this version or an earlier one, has kept; undefined where they are damaged. */
export function parseChoices(value: unknown): ComparisonChoices | undefined {
  return choicesSchema.safeParse(value).data;
}

/** What a saved comparison and choices have in common: the content of the file. */
export function pickContent(comparison: ComparisonContent): ComparisonContent {
  return comparisonContentSchema.strip().parse(comparison);
}

/** The choices with which a saved comparison opens. */
export function choicesOf(saved: Comparison): ComparisonChoices {
  return { ...pickContent(saved), id: saved.id, revision: saved.revision };
}
