/** What `export` accepts; a file of its own, so that `--help` does not load what writes the files. */
import type { DataFormat } from '#exchange/export-data';

export const dataFormats = ['csv', 'parquet', 'npz', 'tensorboard'] as const satisfies DataFormat[];

/** Tables of results: `csv-table` is for programs, the others are for documents. */
export const tableFormats = ['latex', 'markdown', 'csv-table'] as const;
export type TableFormat = (typeof tableFormats)[number];

export const exportKinds = ['run', 'study', 'comparison'] as const;
export type ExportKind = (typeof exportKinds)[number];
