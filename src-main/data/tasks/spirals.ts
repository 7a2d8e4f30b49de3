import { taskFields, type TaskOf } from '#spec/task';
import type { Dataset, Split } from '../dataset';
import { createGenerator, type Generator } from '../random';

/**
 * Interleaved spirals, one for each class. A point of class c at radius r (uniform in [0, 1]) is at the angle
 * 2π (c / classes + turns · r), with normal noise added to both coordinates. Each split has a generator of its own,
 * seeded with the task's seed, so that a longer training split does not change the test split.
 */
export function makeSpirals(task: TaskOf<'spirals'>): Dataset {
  const part = (name: 'train' | 'validation' | 'test'): Split =>
    points(task, task[name], createGenerator(task.seed, `spirals ${name}`));
  return {
    name: 'Spirals',
    fields: taskFields(task) ?? {},
    splits: { train: part('train'), validation: part('validation'), test: part('test') },
  };
}

function points(task: TaskOf<'spirals'>, count: number, generator: Generator): Split {
  const data = new Float32Array(2 * count);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % task.classes;
    const radius = generator.uniform();
    const angle = 2 * Math.PI * (label / task.classes + task.turns * radius);
    data[2 * i] = radius * Math.cos(angle) + task.noise * generator.normal();
    data[2 * i + 1] = radius * Math.sin(angle) + task.noise * generator.normal();
    labels[i] = label;
  }
  return {
    count,
    columns: {
      point: { kind: 'values', shape: [2], data, scale: 1 },
      label: { kind: 'label', classes: task.classes, data: labels },
    },
  };
}
