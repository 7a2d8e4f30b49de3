/** Data sets, what tasks read of them, and corpora that can be downloaded. */
import { z } from 'zod';
import { importRequestSchema, tablePreviewSchema, tableRequestSchema } from '../../spec/dataset';
import { taskSchema } from '../../spec/task';
import { taskDataSchema } from '../../spec/task-data';
import { corpusStateSchema, datasetManifestSchema, listedCorpusSchema } from '../types';
import { defineCommand, noResult, projectFields, corpusFields } from './define-command';

export const dataCommands = {
  'datasets.list': defineCommand(z.strictObject(projectFields), z.array(datasetManifestSchema)),
  'datasets.import': defineCommand(
    z.strictObject({ ...projectFields, request: importRequestSchema }),
    datasetManifestSchema,
  ),
  /**
   * Reads a table as its import would, and writes nothing. Throws only where the file cannot be read at all; what the
   * import would refuse is `refusal` of the result.
   */
  'datasets.previewTable': defineCommand(
    z.strictObject({
      ...projectFields,
      request: tableRequestSchema.omit({ id: true, name: true }),
    }),
    tablePreviewSchema,
  ),
  'datasets.delete': defineCommand(
    z.strictObject({ ...projectFields, datasetId: z.string() }),
    noResult,
  ),

  /** Looks at the data of a task: whether it is there, and its fields. Reads text files to count their symbols. */
  'tasks.data': defineCommand(
    z.strictObject({ ...projectFields, task: taskSchema }),
    taskDataSchema,
  ),

  /** The corpora that the program can download. The command itself downloads nothing. */
  'corpora.list': defineCommand(z.strictObject(projectFields), z.array(listedCorpusSchema)),
  /**
   * Starts to download a corpus and import it as a data set of the project; `corpus.changed` reports
   * the progress. With `from`, the files' folder or one of the files, nothing is downloaded.
   */
  'corpora.fetch': defineCommand(
    z.strictObject({ ...corpusFields, from: z.string().min(1).optional() }),
    corpusStateSchema,
  ),
  /** Cancels a fetch. Downloaded data is kept. */
  'corpora.cancel': defineCommand(z.strictObject(corpusFields), noResult),
  /** Deletes the downloaded data of an unfinished fetch. */
  'corpora.forget': defineCommand(z.strictObject(corpusFields), noResult),
} as const;
