/** What a Ray dashboard answers, as far as this program reads it; fields of other versions are left alone. */
import { z } from 'zod';

const text = z.string().nullish();
const number = z.number().nullish();

/** `GET api/version`. */
export const versionSchema = z.object({ ray_version: z.string().max(100) });

/** `POST api/jobs/`. */
export const submittedSchema = z.object({ submission_id: z.string() });

/** `POST api/jobs/ID/stop`: whether it was running. */
export const stoppedSchema = z.object({ stopped: z.boolean() });

/** `DELETE api/jobs/ID`. */
export const deletedSchema = z.object({ deleted: z.boolean() });

/** `GET api/jobs/ID`, and of the items of `GET api/jobs/` those that were submitted. */
export const jobSchema = z.object({
  submission_id: text,
  status: z.string(),
  message: text,
  error_type: text,
  start_time: number,
  end_time: number,
  driver_node_id: text,
  driver_exit_code: number,
});
export type RayJob = z.output<typeof jobSchema>;

/** Of the list, what is a job as above: others share the cluster, and one of theirs must not stop this program. */
export const jobsSchema = z.array(z.unknown()).transform((items) =>
  items.flatMap((item) => {
    const parsed = jobSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  }),
);

const nodeSchema = z.object({
  node_id: z.string(),
  node_ip: text,
  node_name: text,
  state: z.string(),
  is_head_node: z.boolean().nullish(),
  resources_total: z.record(z.string(), z.number()).nullish(),
});
export type RayNode = z.output<typeof nodeSchema>;

/** `GET api/v0/nodes`. */
export const nodesSchema = z
  .object({ data: z.object({ result: z.object({ result: z.array(nodeSchema) }) }) })
  .transform(({ data }) => data.result.result);

/** `GET api/v0/logs`: the paths of files, sorted by Ray into groups by words in their names. */
export const logFilesSchema = z
  .object({ data: z.object({ result: z.record(z.string(), z.array(z.string())) }) })
  .transform(({ data }) => Object.values(data.result).flat());
