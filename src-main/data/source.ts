import type { Fields } from '#spec/task';
import type { Split } from './dataset';

/** What a reader of foreign files hands to the import: whole in memory, nothing written yet. */
export interface SourceData {
  fields: Fields;
  train: Split;
  /** Null where the source has no test part of its own. */
  test: Split | null;
  /** Where it came from, for people. */
  description: string;
}
