import { findEntropy, lossNodes } from './deciding-loss';
import type { Experiment } from './experiment';
import type { Problem } from './problems';
import { joinNames, quote } from './quote';

/** The loss by which runs are judged, and the one that decides whether a task with a curriculum grows. */
export function checkDecidingLoss({ model, task }: Experiment): Problem[] {
  const losses = lossNodes(model).map(({ id }) => id);
  // A model without a loss has that problem alone.
  if (losses.length === 0) return [];
  const problems: Problem[] = [];
  const { decidingLoss } = model;
  if (decidingLoss !== undefined && !losses.includes(decidingLoss))
    problems.push({
      severity: 'error',
      setting: 'model.decidingLoss',
      message: `The deciding loss ${quote(decidingLoss)} is not a loss of the model.`,
      remedy: `Name one of: ${joinNames(losses)}. Left out, the first with a label decides.`,
      fix: { kind: 'setSetting', path: 'model.decidingLoss', value: null },
    });
  if ('curriculum' in task && task.curriculum && findEntropy(model) === null)
    problems.push({
      severity: 'warning',
      setting: 'task.curriculum',
      message:
        'The task grows by the bits of a softmax cross entropy, and the model has none: it never grows.',
      remedy: 'Use a softmax cross entropy as the loss, or switch the curriculum off.',
      fix: { kind: 'setSetting', path: 'task.curriculum', value: false },
    });
  return problems;
}
