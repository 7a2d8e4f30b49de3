import { lossNodes } from './deciding-loss';
import type { Experiment } from './experiment';
import { parseSplitMetric } from './metric-catalogue';
import type { Problem } from './problems';
import { joinNames, quote } from './quote';
import { labelSetting } from './setting-label';
import type { TaskData } from './task-data';

/** Early stopping needs a validation part and one of its metrics. */
export function checkStopEarly(experiment: Experiment, data: TaskData | null): Problem[] {
  const { task, training } = experiment;
  if (!training.stopEarly) return [];
  const validation = data?.counts?.validation ?? ('validation' in task ? task.validation : null);
  if (!data?.problem && validation === 0)
    return [
      {
        severity: 'error',
        setting: 'training.stopEarly',
        message: 'Early stopping judges the run by its validation part, and the data has none.',
        remedy: `Set '${labelSetting(`task.${task.kind === 'text' ? 'validationFraction' : 'validation'}`, task.kind)}', or switch '${labelSetting('training.stopEarly')}' off.`,
        fix: { kind: 'setSetting', path: 'training.stopEarly', value: null },
      },
    ];
  return checkMetric(experiment, training.stopEarly.metric);
}

function checkMetric({ model }: Experiment, metric: string | undefined): Problem[] {
  if (metric === undefined) return [];
  const parts = parseSplitMetric(metric);
  const losses = lossNodes(model).map(({ id }) => id);
  const problem = (message: string, remedy: string): Problem[] => [
    {
      ...{ severity: 'error', setting: 'training.stopEarly.metric', message, remedy },
      fix: { kind: 'setSetting', path: 'training.stopEarly.metric', value: null },
    },
  ];
  if (parts?.split !== 'validation')
    return problem(
      `Early stopping is judged by ${quote(metric)}, which is no metric of the validation part.`,
      `Set its '${labelSetting('training.stopEarly.metric')}' to 'validation/loss' or 'validation/error', or leave it out.`,
    );
  if (parts.loss === null || losses.includes(parts.loss)) return [];
  return problem(
    `Early stopping is judged by ${quote(metric)}, and the model has no loss ${quote(parts.loss)}.`,
    `Name one of its losses: ${joinNames(losses)}.`,
  );
}
