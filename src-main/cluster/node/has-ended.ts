import { hasRecordedEnd, runStatuses } from '#spec/run';

/**
 * Whether a run says itself how it has ended, by the text of its `run.json`: nothing more of it is written, and sending it
 * again would not help.
 */
export function hasEnded(text: string): boolean {
  try {
    const state = JSON.parse(text) as { status?: unknown } | null;
    return runStatuses.some((status) => status === state?.status && hasRecordedEnd(status));
  } catch {
    return false;
  }
}
