import type { BulkResult } from '#api/types';
import { mapLimited } from '#files/map-limited';
import { messageOf } from '#spec/errors';

/** Runs at work at the same time: each needs a lock and some files. */
const limit = 8;

/** Does the work for every run; one that fails does not hinder the others. */
export async function forEachRun(
  runIds: readonly string[],
  work: (runId: string) => Promise<unknown>,
): Promise<BulkResult> {
  const unique = [...new Set(runIds)];
  const errors = await mapLimited(unique, limit, (runId) =>
    work(runId).then(
      () => null,
      (error: unknown) => messageOf(error),
    ),
  );
  return {
    done: unique.filter((_, index) => errors[index] === null),
    failures: unique.flatMap((runId, index) => {
      const message = errors[index];
      return message === null || message === undefined ? [] : [{ runId, message }];
    }),
  };
}
