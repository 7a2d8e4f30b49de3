import type { Fields } from '#spec/task';
import type { Split } from '../dataset';

/** The result of reading a user's files, all in memory, before anything is written. */
export interface SourceData {
  fields: Fields;
  train: Split;
  /** Null where the source has no test split of its own. */
  test: Split | null;
  /** The origin of the data, as a text for the user. */
  description: string;
  /** Whether the examples were shuffled. */
  mixed?: boolean;
}

/** The most classes of a label. More different labels are taken as numbers to predict. */
export const maxClasses = 1000;
