import { describeDataDifferences } from '#analysis/data-differences';
import { describeDivergence, describeStatus } from '#analysis/run-outcome';
import { countNoun } from '#spec/count-noun';
import { isEnded, type Run } from '#spec/run';
import { nameRuns } from './name-runs';

/** Remarks of one kind that are listed one by one, at most. */
const maxListed = 10;

/** What a reader has to know of the runs: whether they saw other data, those that failed, that train still, and what was noticed while they trained. */
export function describeRemarks(runs: readonly Run[]): string[] {
  const call = nameRuns(runs);
  const failed = runs.flatMap((run) => {
    const why = describeDivergence(run) ?? run.failure;
    return run.status === 'failed' || run.failedStep !== null
      ? [`${call(run)} has failed${why === null ? '' : `: ${why}`}`]
      : [];
  });
  const going = runs
    .filter(({ status }) => !isEnded(status))
    .map((run) => `${call(run)} has not ended: it is ${describeStatus(run)} at step ${run.step}`);
  const alerts = runs.flatMap((run) =>
    run.alerts.map(({ step, message }) => `${call(run)} at step ${step}: ${message}`),
  );
  return [describeDataDifferences(runs), failed, going, alerts]
    .flatMap(listSome)
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`));
}

function listSome(lines: readonly string[]): string[] {
  const more = lines.length - maxListed;
  return more <= 0
    ? [...lines]
    : [...lines.slice(0, maxListed), `${countNoun(more, 'more remark')} of this kind`];
}
