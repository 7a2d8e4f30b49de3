/** The files that all recorded values of runs can be written as: `parquet` is for pandas, `npz` for NumPy. */
export const dataFormats = ['csv', 'parquet', 'npz', 'tensorboard'] as const;
export type DataFormat = (typeof dataFormats)[number];

/** The files that the weights of a checkpoint can be written as: those of the checkpoint, or arrays for NumPy. */
export const weightFormats = ['safetensors', 'npz'] as const;
export type WeightFormat = (typeof weightFormats)[number];

/** Reports: one page, or a folder of figures, tables, values and a script that draws the figures from them. */
export const reportFormats = ['html', 'report'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Formats that are a folder of files. */
export function isFolderFormat(format: DataFormat): format is 'tensorboard' {
  return format === 'tensorboard';
}

/**
 * The files that a chart can be written as. `pgfplots`: a picture to be included, `latex-document`: one to compile by
 * itself, `figure-csv`: every number that is drawn.
 */
export const figureFormats = [
  'svg',
  'pdf',
  'png',
  'pgfplots',
  'latex-document',
  'figure-csv',
] as const;
export type FigureFormat = (typeof figureFormats)[number];

/** What the name of a file of each format ends with. */
export const figureEndings: Readonly<Record<FigureFormat, string>> = {
  svg: 'svg',
  pdf: 'pdf',
  png: 'png',
  pgfplots: 'tex',
  'latex-document': 'tex',
  'figure-csv': 'csv',
};

/**
 * The files that a model can be written as. `json`: the experiment itself, `summary`: its nodes and settings as text,
 * `latex`: the same as tables, `pytorch`: a script that builds and trains it there.
 */
export const modelFormats = ['json', 'svg', 'pdf', 'png', 'summary', 'latex', 'pytorch'] as const;
export type ModelFormat = (typeof modelFormats)[number];

/** What the name of a file of each format ends with. */
export const modelEndings: Readonly<Record<ModelFormat, string>> = {
  json: 'json',
  svg: 'svg',
  pdf: 'pdf',
  png: 'png',
  summary: 'txt',
  latex: 'tex',
  pytorch: 'py',
};
