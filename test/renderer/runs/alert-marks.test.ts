import { expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { alertMarks } from '../../../src-renderer/runs/alert-marks';

const alerts: Run['alerts'] = [
  { kind: 'noProgress', step: 1200, time: '2026-01-02T03:04:05.000Z', message: 'No progress.' },
];

it('marks alerts at their steps, with the run where a chart has several', () => {
  expect(alertMarks({ alerts })).toEqual([{ x: 1200, text: 'Step 1,200: No progress.' }]);
  expect(alertMarks({ alerts }, 'dni')).toEqual([
    { x: 1200, text: 'dni, step 1,200: No progress.' },
  ]);
});
