/** Jobs: runs of a project that were sent to other places. */
import { z } from 'zod';
import { jobRequests } from '../../spec/job';
import { jobSchema, jobViewSchema } from '../types';
import { defineCommand, projectFields } from './define-command';

export const jobCommands = {
  /** All jobs, the oldest first. */
  'jobs.list': defineCommand(z.strictObject(projectFields), z.array(jobViewSchema)),
  /** Asks a job to do something; does not wait until its place knows it. `conflict` where it is over. */
  'jobs.request': defineCommand(
    z.strictObject({ ...projectFields, jobId: z.string(), request: z.enum(jobRequests) }),
    jobSchema,
  ),
} as const;
