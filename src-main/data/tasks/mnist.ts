import { join } from 'node:path';
import { WorkbenchError } from '#spec/errors';
import type { TaskOf } from '#spec/task';
import { taskFields } from '#spec/task';
import { sliceSplit, type Dataset, type Split } from '../dataset';
import { readIdxPair } from '../formats/idx';

/**
 * Reads the bundled MNIST: `image` of shape 28 × 28 × 1, bytes with scale 1/255, and `label` of 10 classes. The last
 * `task.validation` images of the training file are the validation split. Throws a WorkbenchError where a file is
 * missing or damaged.
 */
export async function loadMnist(task: TaskOf<'mnist'>, resources: string): Promise<Dataset> {
  const read = async (part: 'train' | 't10k'): Promise<Split> => {
    const file = (kind: string): string =>
      join(resources, 'datasets', 'mnist', `${part}-${kind}.gz`);
    const { images, labels } = await readIdxPair(
      file('images-idx3-ubyte'),
      file('labels-idx1-ubyte'),
    );
    const { data, shape } = images;
    const isMnist = shape.slice(1).join() === '28,28' && data instanceof Uint8Array;
    if (!isMnist || !(labels instanceof Uint8Array))
      throw new WorkbenchError(
        'validation',
        `'${file('images-idx3-ubyte')}' holds items of ${shape.slice(1).join(' × ')} instead of MNIST's 28 × 28 bytes, or its labels are no bytes. Get the files again.`,
      );
    return {
      count: labels.length,
      columns: {
        image: { kind: 'values', shape: [28, 28, 1], data, scale: 1 / 255 },
        label: { kind: 'label', classes: 10, data: labels },
      },
    };
  };
  const [train, test] = await Promise.all([read('train'), read('t10k')]);
  const trainCount = Math.max(0, train.count - task.validation);
  return {
    name: 'MNIST',
    fields: taskFields(task) ?? {},
    splits: {
      train: sliceSplit(train, 0, trainCount),
      validation: sliceSplit(train, trainCount, train.count),
      test,
    },
  };
}
