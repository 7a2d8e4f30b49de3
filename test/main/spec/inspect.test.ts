import { expect, it } from 'vitest';
import { resolveInspectedTask, inspectRequestSchema } from '#spec/inspect';
import { sequenceTicks, taskSchema } from '#spec/task';

it('inspects copy tasks at the requested length', () => {
  const copy = taskSchema.parse({ kind: 'copy', length: 2 });
  const inspected = resolveInspectedTask(
    copy,
    inspectRequestSchema.parse({ kind: 'answer', length: 5 }),
  );
  expect(inspected).toMatchObject({ kind: 'copy', length: 5, curriculum: false });
  expect(sequenceTicks(inspected)).toBe(11);
  expect(resolveInspectedTask(copy, inspectRequestSchema.parse({ kind: 'answer' }))).toMatchObject({
    length: 2,
  });
  const repeat = taskSchema.parse({ kind: 'repeatCopy' });
  const request = inspectRequestSchema.parse({ kind: 'answer', length: 3, repeats: 2 });
  // 3 symbols, a delimiter, 3 symbols twice, and the end marker.
  expect(sequenceTicks(resolveInspectedTask(repeat, request))).toBe(11);
});

it('leaves other tasks unchanged', () => {
  const recall = taskSchema.parse({ kind: 'recall' });
  expect(
    resolveInspectedTask(recall, inspectRequestSchema.parse({ kind: 'answer', length: 3 })),
  ).toBe(recall);
  const copy = taskSchema.parse({ kind: 'copy' });
  expect(resolveInspectedTask(copy, inspectRequestSchema.parse({ kind: 'sample' }))).toBe(copy);
});
