import type { Experiment } from './experiment';
import { isLoss } from './nodes';
import type { Problem } from './problems';
import { quote } from './quote';
import { labelSetting } from './setting-label';
import { findField, predictsNextRows, type Fields } from './task';

/**
 * The problems of imported data with neither a label nor a value: only a sequence can be trained on them, to predict the
 * rows that follow, unless every loss compares with the features themselves.
 */
export function checkNextRows({ task, model }: Experiment, fields: Fields | null): Problem[] {
  if (!fields || (task.kind !== 'dataset' && task.kind !== 'sequence')) return [];
  if (!predictsNextRows(fields)) return [];
  const name = quote(task.dataset);
  if (task.kind === 'sequence')
    return task.ahead > 0
      ? []
      : [
          {
            severity: 'error',
            setting: 'task.ahead',
            message: `The data set ${name} has nothing to predict but its own next rows, but '${labelSetting('task.ahead', 'sequence')}' is 0.`,
            remedy: 'Set it to 1 or more: the rows that lie as far ahead are the field next.',
            fix: { kind: 'setSetting', path: 'task.ahead', value: 1 },
          },
        ];
  const lacksTarget = Object.values(model.nodes).some(
    (node) => isLoss(node) && !findField(fields, node.target),
  );
  return lacksTarget
    ? [
        {
          severity: 'error',
          setting: 'task.kind',
          message: `The data set ${name} has nothing to predict: it was imported without a label and without values.`,
          remedy:
            'Predict its next rows with a task of kind sequence, whose field next is the target, or import it again with what is to be predicted.',
        },
      ]
    : [];
}
