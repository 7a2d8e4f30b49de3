import { expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { findAlertMarks, listAlertedRuns } from '../../../src-renderer/compare/alert-marks';
import { buildExperiment } from '../editor/experiment';

function run(seed: number, steps: number[]): Run {
  const experiment = buildExperiment('image>a a>loss');
  return {
    seed,
    spec: { ...experiment, training: { ...experiment.training, batch: 64 } },
    metrics: { 'test/error': { last: 1, best: 1, bestStep: 1 } },
    alerts: steps.map((step) => ({
      kind: 'notFinite',
      step,
      time: '2026-01-02T03:04:05.000Z',
      message: 'Bad.',
    })),
  } as unknown as Run;
}

const group = (label: string, runs: Run[]) => ({ label, group: { runs } });

it('names the run of an alert by its line, in a group with its seed', () => {
  const lines = [group('dni', [run(1, []), run(2, [30])]), group('none', [run(1, [5])])];
  expect(listAlertedRuns(lines).map(({ name }) => name)).toEqual(['dni, seed 2', 'none']);
});

it('marks alerts on the axes that follow from steps, in charts that show the run', () => {
  const alerted = listAlertedRuns([group('dni', [run(1, [30])])]);
  const marks = (metric: string, xAxis: 'step' | 'examples' | 'seconds') =>
    findAlertMarks(alerted, { metric, xAxis });
  const text = 'dni, step 30: Bad.';
  expect(marks('test/error', 'step')).toEqual([{ x: 30, text }]);
  // 64 examples a step.
  expect(marks('test/error', 'examples')).toEqual([{ x: 1920, text }]);
  expect(marks('test/error', 'seconds')).toEqual([]);
  expect(marks('test/bits', 'step')).toEqual([]);
});
