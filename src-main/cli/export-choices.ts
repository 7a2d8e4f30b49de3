/** What `export` accepts; a file of its own, so that `--help` does not load what writes the files. */
export { dataFormats, figureFormats, reportFormats } from '#spec/export-format';

/** Tables of results: `csv-table` is for programs, the others are for documents. */
export const tableFormats = ['latex', 'markdown', 'csv-table'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Tables of a comparison: of one metric with its statistics, or of several metrics. */
export const tableKinds = ['statistics', 'results'] as const;
export type TableKind = (typeof tableKinds)[number];

export const exportKinds = ['run', 'study', 'comparison'] as const;
export type ExportKind = (typeof exportKinds)[number];
