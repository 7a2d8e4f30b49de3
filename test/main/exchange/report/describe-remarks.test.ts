import { expect, it } from 'vitest';
import { describeRemarks } from '#exchange/report/describe-remarks';
import { newProject } from '../../storage/helpers';
import { addRun, started } from '../exported-project';

it('calls runs by their names, and those of one name by what tells them apart, never by ids', async () => {
  const project = await newProject();
  const message = 'The run makes no progress.';
  const alerts = [{ kind: 'noProgress' as const, step: 30, time: started, message }];
  const runs = [
    await addRun(project, [], { name: 'Recall', seed: 1, alerts }),
    await addRun(project, [], { name: 'Recall', seed: 2, alerts }),
    await addRun(project, [], { name: 'Alone', seed: 3, alerts }),
  ];
  expect(describeRemarks(runs)).toEqual([
    "'Recall' (seed 1) at step 30: The run makes no progress.",
    "'Recall' (seed 2) at step 30: The run makes no progress.",
    "'Alone' at step 30: The run makes no progress.",
  ]);
});
