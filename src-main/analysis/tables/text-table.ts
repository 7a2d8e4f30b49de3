/** A table of texts, for documents. `latex.ts` and `markdown.ts` write it. */
export interface TextTable {
  /** What the figures are, and how they came about, in sentences. */
  caption: string;
  columns: readonly TextColumn[];
  /** A cell for each column. `missing` where there is no figure. */
  rows: readonly (readonly string[])[];
  /** What has to be said of the figures, a sentence each. */
  notes: readonly string[];
}

export interface TextColumn {
  title: string;
  /** The title where there is little room, as on a page: the caption explains it. */
  shortTitle?: string;
  /** What the figures of the column are. */
  explanation: string;
  align: 'left' | 'right';
  /** Whether the table can be read without it: a page has no room for it. */
  isDetail?: boolean;
  /** The rows whose figure is the best of the column, which is set in bold. */
  bestRows?: readonly number[];
}

/** Stands for a figure that there is not. */
export const missing = '–';
