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

/** Formats that only a model has: with them, a run stands for the model that it trains. */
export const ownModelFormats = ['json', 'summary', 'pytorch'] as const;

/** All that `--format` can be. */
export const exportFormats = [
  ...dataFormats,
  'archive',
  ...tableFormats,
  ...figureFormats,
  ...reportFormats,
  ...ownModelFormats,
] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** What may be named by `--kind` of `export`. */
export const exportedKinds = [...exportKinds, 'model'] as const;

const pages = ['svg', 'pdf'] as const;
const pictures = [...pages, 'png'] as const;
const drawings = [...pictures, 'pgfplots', 'latex-document'] as const;

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
  transparent: pictures,
  dpi: ['png'],
  dark: pictures,
  'with-locking': pictures,
};

/** The options that an export of a model takes, by their names without `--`. */
export const modelOptions: readonly string[] = [
  ...['format', 'kind', 'out', 'overwrite', 'project', 'json'],
  ...['width', 'font', 'outlines', 'grey', 'transparent', 'dpi', 'dark', 'with-locking'],
];
