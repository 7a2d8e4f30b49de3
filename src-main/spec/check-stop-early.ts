import { lossNodes } from './deciding-loss';
import type { Experiment } from './experiment';
import { parseSplitMetric } from './metric-catalogue';
import type { Problem } from './problems';
import { joinNames, quote } from './quote';
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
        remedy: `Set task.${task.kind === 'text' ? 'validationFraction' : 'validation'}, or remove training.stopEarly.`,
      },
    ];
  return checkMetric(experiment, training.stopEarly.metric);
}

function checkMetric({ model }: Experiment, metric: string | undefined): Problem[] {
  if (metric === undefined) return [];
  const parts = parseSplitMetric(metric);
  const losses = lossNodes(model).map(({ id }) => id);
  const problem = (message: string, remedy: string): Problem[] => [
    { severity: 'error', setting: 'training.stopEarly.metric', message, remedy },
  ];
  if (parts?.split !== 'validation')
    return problem(
      `Early stopping is judged by ${quote(metric)}, which is no metric of the validation part.`,
      "Set training.stopEarly.metric to 'validation/loss' or 'validation/error', or leave it out.",
    );
  if (parts.loss === null || losses.includes(parts.loss)) return [];
  return problem(
    `Early stopping is judged by ${quote(metric)}, and the model has no loss ${quote(parts.loss)}.`,
    `Name one of its losses: ${joinNames(losses)}.`,
  );
}
