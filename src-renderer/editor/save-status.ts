import { z } from 'zod';
import { savedModelSchema, type SavedModel } from '#api/types';
import { isOfKind } from '#spec/errors';

/** How the model on the canvas relates to its file. */
export type SaveStatus =
  /** A new model without a change: it has no file, and needs none. */
  | { kind: 'new' }
  /** `isKept`: the version stays in the history on disk. */
  | { kind: 'saved'; isKept: boolean }
  /** A change that will be saved in a moment. */
  | { kind: 'unsaved' }
  | { kind: 'saving' }
  /** Saving failed, and is tried again. `message` says why. */
  | { kind: 'failed'; message: string }
  /** The file was changed by another window or program: `theirs`. Saving waits for a decision. */
  | { kind: 'changedElsewhere'; theirs: SavedModel }
  /** The file was deleted by another window or program. Saving waits for a decision. */
  | { kind: 'deletedElsewhere' };

export type Conflict = Extract<SaveStatus, { kind: 'changedElsewhere' | 'deletedElsewhere' }>;

const detailsSchema = z.discriminatedUnion('reason', [
  z.object({ reason: z.literal('changed'), current: savedModelSchema }),
  z.object({ reason: z.literal('deleted') }),
]);

/** The conflict that an error of `models.save` reports; null for any other error. */
export function parseConflict(error: unknown): Conflict | null {
  if (!isOfKind(error, 'conflict')) return null;
  const details = detailsSchema.safeParse(error.details).data;
  if (!details) return null;
  return details.reason === 'deleted'
    ? { kind: 'deletedElsewhere' }
    : { kind: 'changedElsewhere', theirs: details.current };
}

/** Whether the work cannot be saved at the moment: the user has to know. */
export function isNotSaved({ kind }: SaveStatus): boolean {
  return kind === 'failed' || kind === 'changedElsewhere' || kind === 'deletedElsewhere';
}
