import { describe, expect, it } from 'vitest';
import { findMisfit, findShortPart } from '#spec/check-sequence';
import { taskSchema, type TaskOf } from '#spec/task';

const task = (settings: object): TaskOf<'sequence'> =>
  taskSchema.parse({ kind: 'sequence', dataset: 'd', ...settings }) as TaskOf<'sequence'>;
const counts = (train: number, validation = 0, test = 0) => ({ train, validation, test });
const sentence = (...[settings, parts]: [object, ReturnType<typeof counts>]): string | null => {
  const problem = findShortPart(task(settings), parts);
  return problem && `${problem.setting}: ${problem.message} ${problem.remedy}`;
};

describe('findShortPart', () => {
  it('accepts parts that hold a sequence with its targets, and parts that are not there', () => {
    expect(sentence({ length: 5, ahead: 2 }, counts(7, 0, 7))).toBeNull();
    expect(sentence({ ahead: 20 }, counts(140, 21))).toBeNull();
  });

  it('names the part, and the setting that helps', () => {
    expect(sentence({ ahead: 500 }, counts(140))).toBe(
      "task.ahead: The train part has 140 rows, too few for a stream with targets 500 ahead. Lower 'Ahead'.",
    );
    expect(sentence({ length: 5000 }, counts(140))).toBe(
      "task.length: The train part has 140 rows, too few for a sequence of 5000 ticks. Lower 'Length'.",
    );
    expect(sentence({ ahead: 1 }, counts(140, 1))).toBe(
      "task.ahead: The validation part has 1 row, too few for a stream with targets 1 ahead. Lower 'Ahead', or leave more rows to 'Validation'.",
    );
    expect(sentence({ length: 7, ahead: 1 }, counts(7))).toContain("Lower 'Ahead'.");
  });

  it('names the shortest part, so that what the fix sets is short enough for all', () => {
    expect(findShortPart(task({ length: 50, ahead: 1 }), counts(40, 12, 10))).toMatchObject({
      message: expect.stringContaining('The test part has 10 rows') as unknown,
      fix: { path: 'task.length', value: 9 },
    });
  });
});

describe('findMisfit', () => {
  it('names settings that need the length of sequences', () => {
    expect(findMisfit(task({ length: 4, stride: 2, asked: 'last' }))).toBeNull();
    expect(findMisfit(task({ asked: 'last' }))).toMatchObject({ setting: 'task.asked' });
    expect(findMisfit(task({ stride: 2 }))).toMatchObject({ setting: 'task.stride' });
  });
});
