import type { DatasetManifest } from '#spec/dataset';
import type { Fields } from '#spec/task';
import type { Split } from '../dataset';

/** The result of reading a user's files, all in memory, before anything is written. */
export interface SourceData {
  fields: Fields;
  train: Split;
  /** Null where the source has no such part of its own. */
  validation?: Split | null;
  test: Split | null;
  /** The origin of the data, as a text for the user. */
  description: string;
  /** Whether the examples were shuffled. */
  mixed?: boolean;
  /** See the manifest. */
  columns?: DatasetManifest['columns'];
  scaling?: DatasetManifest['scaling'];
  /** What was detected, changed or left out, and what looks wrong: full sentences for the user. */
  notes?: string[];
  warnings?: string[];
}

/** The most classes of a label. More different labels are taken as numbers to predict. */
export const maxClasses = 1000;
