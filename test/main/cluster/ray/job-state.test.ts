import { describe, expect, it } from 'vitest';
import { jobState } from '#cluster/ray/job-state';
import { jobSchema } from '#cluster/ray/answers';
import { recordedJob } from './fake-dashboard';

const stateOf = (fields: Record<string, unknown>): ReturnType<typeof jobState> =>
  jobState(jobSchema.parse(recordedJob('job-1', fields)));

const failed = { status: 'FAILED', end_time: 1796040546118 };

describe('a failed job', () => {
  it.each<[string, Record<string, unknown>, object]>([
    [
      'whose command failed',
      {
        driver_exit_code: 7,
        error_type: 'JOB_ENTRYPOINT_COMMAND_ERROR',
        message:
          'Job entrypoint command failed with exit code 7, last available logs (truncated to 20,000 chars):\nhello\n',
      },
      { phase: 'ended', exitCode: 7, reason: 'Its command ended with exit code 7.' },
    ],
    [
      'whose command failed, at an earlier version of Ray',
      {
        driver_exit_code: null,
        error_type: undefined,
        message: 'Job entrypoint command failed with exit code 1. No logs available.',
      },
      { phase: 'ended', exitCode: 1 },
    ],
    [
      'whose command was killed',
      { driver_exit_code: -9, error_type: 'JOB_ENTRYPOINT_COMMAND_ERROR' },
      { phase: 'ended', exitCode: 137, reason: 'Its command was ended by signal 9.' },
    ],
    [
      'whose node died',
      {
        error_type: 'JOB_SUPERVISOR_ACTOR_DIED',
        message:
          "Job supervisor actor died: The actor died unexpectedly before finishing this task.\n\tclass_name: JobSupervisor\n\tpid: 27808\nThe actor died because its node has died. Node Id: 3ed8\n\tthe actor's node was terminated unexpectedly: health check failed due to missing too many heartbeats",
      },
      {
        phase: 'lost',
        exitCode: null,
        reason: 'The actor died because its node has died. Node Id: 3ed8',
      },
    ],
    [
      'whose bundle Ray had removed',
      {
        error_type: 'RUNTIME_ENV_SETUP_FAILURE',
        driver_node_id: null,
        message:
          'runtime_env setup failed: Failed to set up runtime environment.\n[Node 192.0.2.2] Traceback (most recent call last):\nOSError: Failed to download runtime_env file package gcs://_ray_pkg_abc.zip from the GCS to the Ray worker node.\n',
      },
      {
        phase: 'lost',
        exitCode: null,
        reason: expect.stringMatching(/^OSError: Failed to download/),
      },
    ],
    [
      'that waited too long',
      {
        error_type: 'JOB_SUPERVISOR_ACTOR_START_TIMEOUT',
        driver_node_id: null,
        message: 'Job supervisor actor failed to start within 900.0 seconds.',
      },
      { phase: 'lost', exitCode: null, reason: expect.stringMatching(/^No node had room for it/) },
    ],
    [
      'of which Ray says nothing',
      { message: null },
      { phase: 'lost', exitCode: null, reason: null },
    ],
  ])('%s', (_name, fields, wanted) => {
    expect(stateOf({ ...failed, ...fields })).toMatchObject({ ended: 1796040546118, ...wanted });
  });
});

it('was stopped', () => {
  const fields = { status: 'STOPPED', message: 'Job was intentionally stopped.', end_time: 2000 };
  expect(stateOf(fields)).toMatchObject({ phase: 'ended', exitCode: null, ended: 2000 });
});

it('gives words of Ray as one line without control characters', () => {
  const { reason } = stateOf({ ...failed, message: `a\n\u001b[31m${'x'.repeat(5000)}` });
  expect(reason).toMatch(/^\\u001b\[31mx+…x+$/);
  expect(reason?.length).toBeLessThan(500);
});

it.each([1e300, 253402300800000, -1, 0, null])('does not know the time %s', (time) => {
  expect(stateOf({ ...failed, start_time: time, end_time: time })).toMatchObject({
    submitted: null,
    ended: null,
  });
});
