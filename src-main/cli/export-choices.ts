/** What `export` accepts: a file of its own, so that `--help` does not load what writes the files. */
import { dataFormats, figureFormats, reportFormats } from '#spec/export-format';

export { dataFormats, figureFormats, reportFormats };

/** Tables of results: `csv-table` is for programs, the others are for documents. */
export const tableFormats = ['latex', 'markdown', 'csv-table'] as const;
export type TableFormat = (typeof tableFormats)[number];

/** Tables of a comparison: of one metric with its statistics, or of several metrics. */
export const tableKinds = ['statistics', 'results'] as const;
export type TableKind = (typeof tableKinds)[number];

export const exportKinds = ['run', 'study', 'comparison'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** All that `--format` can be. */
export const exportFormats = [
  ...dataFormats,
  'archive',
  ...tableFormats,
  ...figureFormats,
  ...reportFormats,
] as const;
export type ExportFormat = (typeof exportFormats)[number];

const pages = ['svg', 'pdf'] as const;
const drawings = [...pages, 'png', 'pgfplots', 'latex-document'] as const;

/** The options that only some formats take, by their names without `--`. */
export const formatsOfOptions: Readonly<Record<string, readonly ExportFormat[]>> = {
  metric: [...dataFormats, ...tableFormats],
  table: tableFormats,
  reported: tableFormats,
  'without-checkpoints': ['archive'],
  'with-data': ['archive'],
  'without-data': ['archive'],
  chart: figureFormats,
  style: drawings,
  width: drawings,
  height: drawings,
  font: drawings,
  'font-size': drawings,
  outlines: pages,
  grey: drawings,
  legend: drawings,
  'with-title': drawings,
  'with-notes': drawings,
  transparent: [...pages, 'png'],
  dpi: ['png'],
};
