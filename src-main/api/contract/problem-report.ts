/** The report of a problem: a zip without data, whose files are shown before it is saved. */
import { z } from 'zod';
import { preparedReportSchema, windowReportSchema } from '../problem-report';
import { defineCommand, noResult } from './define-command';

const prepareFields = { window: windowReportSchema };
const reportFields = { reportId: z.string() };

export const problemReportCommands = {
  /** Collects the files of a report, which the next two commands write as they are. It takes some seconds. */
  'problemReport.prepare': defineCommand(z.strictObject(prepareFields), preparedReportSchema),
  /** The same with the record and the log of some runs. */
  'problemReport.prepareWithRuns': defineCommand(
    z.strictObject({
      ...prepareFields,
      projectId: z.string(),
      runIds: z.array(z.string()).min(1).max(20),
    }),
    preparedReportSchema,
  ),
  /** Writes the report that was prepared last as a zip. Throws `notFound` for any other. */
  'problemReport.save': defineCommand(
    z.strictObject({ ...reportFields, path: z.string().min(1) }),
    noResult,
  ),
  /** The same as bytes, for the browser to save. */
  'problemReport.read': defineCommand(
    z.strictObject(reportFields),
    z.instanceof(Uint8Array) as z.ZodType<Uint8Array>,
  ),
} as const;
