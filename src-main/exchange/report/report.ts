import type { StudyAnswer } from '#analysis/study-answer';
import type { TextTable } from '#analysis/tables/text-table';
import type { Figure } from '#chart/figure';
import type { DataFile } from '#spec/run';
import type { CurveRecipe } from './curve-recipe';

/** What a report says, before it is a page or a folder. */
export interface Report {
  title: string;
  subject: ReportSubject;
  /** ISO time at which it was made. */
  date: string;
  /** Version of the program that has made it. */
  version: string;
  /** What a study has found; null of what asks nothing. */
  answer: StudyAnswer | null;
  /** What has to be said of the runs, a sentence each. */
  remarks: readonly string[];
  texts: readonly ReportText[];
  figures: readonly Figure[];
  /** Of each figure, how its curves are computed; null where it has none. */
  recipes: readonly (CurveRecipe | null)[];
  tables: readonly ReportTable[];
  runs: ReportRuns;
  /** Results of others, with where they were published. */
  reported: readonly ReportedResult[];
  /** Commands that repeat the whole, such as that of a study. */
  commands: readonly string[];
}

/** What a report is of. */
export interface ReportSubject {
  kind: 'comparison' | 'study' | 'run';
  /** Null of a comparison that is not saved. */
  id: string | null;
  name: string;
  project: string;
}

/** Of a chart of text. */
export interface ReportText {
  title: string | null;
  markdown: string;
}

export interface ReportTable {
  title: string;
  table: TextTable;
}

export interface ReportedResult {
  label: string;
  value: string;
  source: string;
}

export interface ReportRuns {
  /** Titles of the settings in which the runs differ; `ReportRun.settings` has their values. */
  differing: readonly NamedText[];
  /** Settings that all runs share. */
  shared: readonly NamedText[];
  /** The title of the result of the runs; null where none is measured. */
  resultTitle: string | null;
  items: readonly ReportRun[];
  /** The machines on which the runs were trained, and of which runs the files were read: equal ones once. */
  environments: readonly { text: string; runIds: readonly string[] }[];
  data: readonly { files: readonly DataFile[]; runIds: readonly string[] }[];
}

/** A text by its title. `path`: the setting. */
export interface NamedText {
  path: string;
  title: string;
  value: string;
}

export interface ReportRun {
  id: string;
  name: string;
  /** What sentences call it: no other run of the report is called so. */
  label: string;
  model: string;
  method: string;
  seed: string;
  status: string;
  steps: string;
  result: string;
  time: string;
  settings: readonly string[];
  /** The command that repeats it; null where it has none. */
  command: string | null;
}
