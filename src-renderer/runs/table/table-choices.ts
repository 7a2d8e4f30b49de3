import { z } from 'zod';
import type { ColumnChoice } from './layout';

const columnChoiceSchema = z.object({
  id: z.string().min(1),
  width: z.number().positive().nullable().default(null),
  pinned: z.boolean().default(false),
});

/** Everything that a saved set of columns holds. */
const columnSetSchema = z.object({
  columns: z.array(columnChoiceSchema).min(1),
  sorting: z.array(z.object({ id: z.string(), desc: z.boolean() })).default([]),
  grouping: z.array(z.string()).default([]),
  /** Whether the settings that differ are shown too. */
  showsDiffering: z.boolean().default(false),
  /** Settings that have no column although they differ. */
  hidden: z.array(z.string()).default([]),
});
export type ColumnSet = z.infer<typeof columnSetSchema>;

/** What the user has chosen in the table of runs of a project, as it is kept. */
export const tableChoicesSchema = z.object({
  current: columnSetSchema,
  sets: z.array(z.object({ name: z.string().min(1), set: columnSetSchema })).default([]),
  filter: z.string().default(''),
  showsArchived: z.boolean().default(false),
});
export type TableChoices = z.infer<typeof tableChoicesSchema>;

const column = (id: string, pinned = false): ColumnChoice => ({ id, width: null, pinned });

/** The columns of a table that nobody has changed. */
export const defaultColumnSet: ColumnSet = {
  columns: [
    column('run.name', true),
    column('run.status'),
    column('training.method'),
    column('training.seed'),
    column('progress'),
    column('result'),
    column('curve:train/loss'),
    column('run.created'),
    column('run.seconds'),
    column('run.tags'),
    column('run.notes'),
    column('run.model'),
    column('run.study'),
  ],
  sorting: [],
  grouping: [],
  showsDiffering: false,
  hidden: [],
};

export const defaultChoices: TableChoices = {
  current: defaultColumnSet,
  sets: [],
  filter: '',
  showsArchived: false,
};

export function parseTableChoices(value: unknown): TableChoices | undefined {
  return tableChoicesSchema.safeParse(value).data;
}

/** The sorting after a click on a column: rising, falling, as they were created. With `adds`, the other columns stay. */
export function nextSorting(
  sorting: ColumnSet['sorting'],
  id: string,
  adds: boolean,
): ColumnSet['sorting'] {
  const now = sorting.find((entry) => entry.id === id);
  const others = adds ? sorting.filter((entry) => entry.id !== id) : [];
  if (!now) return [...others, { id, desc: false }];
  if (now.desc) return others;
  return adds
    ? sorting.map((entry) => (entry.id === id ? { id, desc: true } : entry))
    : [{ id, desc: true }];
}
