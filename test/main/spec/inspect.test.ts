import { expect, it } from 'vitest';
import { inspectedTask, inspectRequestSchema } from '#spec/inspect';
import { sequenceTicks, taskSchema } from '#spec/task';

it('answers copy tasks at the length asked for', () => {
  const copy = taskSchema.parse({ kind: 'copy', length: 2 });
  const asked = inspectedTask(copy, inspectRequestSchema.parse({ kind: 'answer', length: 5 }));
  expect(asked).toMatchObject({ kind: 'copy', length: 5, curriculum: false });
  expect(sequenceTicks(asked)).toBe(11);
  expect(inspectedTask(copy, inspectRequestSchema.parse({ kind: 'answer' }))).toMatchObject({
    length: 2,
  });
  const repeat = taskSchema.parse({ kind: 'repeatCopy' });
  const look = inspectRequestSchema.parse({ kind: 'answer', length: 3, repeats: 2 });
  // 3 symbols, a delimiter, twice 3, and the end.
  expect(sequenceTicks(inspectedTask(repeat, look))).toBe(11);
});

it('leaves other tasks as they are', () => {
  const recall = taskSchema.parse({ kind: 'recall' });
  expect(inspectedTask(recall, inspectRequestSchema.parse({ kind: 'answer', length: 3 }))).toBe(
    recall,
  );
  const copy = taskSchema.parse({ kind: 'copy' });
  expect(inspectedTask(copy, inspectRequestSchema.parse({ kind: 'sample' }))).toBe(copy);
});
