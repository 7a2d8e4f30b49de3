import type { Fields } from '#spec/task';
import type { Split } from '../dataset';

/** What a reader of foreign files hands to the import: whole in memory, nothing written yet. */
export interface SourceData {
  fields: Fields;
  train: Split;
  /** Null where the source has no test part of its own. */
  test: Split | null;
  /** Where it came from, for people. */
  description: string;
  /** Whether the examples are in another order than in the files. */
  mixed?: boolean;
}

/** More different labels than this are taken for numbers to predict, not classes. */
export const mostClasses = 1000;
