import { z } from 'zod';

/** What to do with a saved report: a sentence. */
export const whereToSendReport =
  'Read it, then send it to whoever maintains your copy, or attach it to an issue of the project.';

/** What the window adds to a report of a problem. */
export const windowReportSchema = z.strictObject({
  /** The browser engine, as it calls itself. */
  userAgent: z.string().max(1000),
  /** How the window looks: theme, size of text, view. */
  appearance: z.record(z.string().max(100), z.string().max(200)),
  /** Errors that it has shown, the newest first. */
  shownErrors: z.array(z.string().max(5000)).max(100),
  /** Errors of its own code, the newest first. */
  ownErrors: z.array(z.string().max(5000)).max(100),
});
export type WindowReport = z.infer<typeof windowReportSchema>;

/** A file of the report, as it is saved. */
export const reportedFileSchema = z.strictObject({
  name: z.string(),
  bytes: z.int(),
  text: z.string(),
});
export type ReportedFile = z.infer<typeof reportedFileSchema>;

export const preparedReportSchema = z.strictObject({
  reportId: z.string(),
  files: z.array(reportedFileSchema),
});
export type PreparedReport = z.infer<typeof preparedReportSchema>;
