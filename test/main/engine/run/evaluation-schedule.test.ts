import { describe, expect, it } from 'vitest';
import { EvaluationSchedule } from '#engine/run/evaluation-schedule';

describe('the evaluations of a run', () => {
  it('are of the untrained model, every few steps, and of the last step', () => {
    const schedule = new EvaluationSchedule(3);
    const made: [step: number, evaluated: number][] = [];
    for (let step = 0; step <= 7; step++) {
      schedule.reach(step);
      if (step === 7) schedule.require(step);
      for (let due = schedule.next(); due !== undefined; due = schedule.next()) {
        made.push([step, due]);
        schedule.complete(due);
      }
    }
    expect(made).toEqual([
      [0, 0],
      [3, 3],
      [6, 6],
      [7, 7],
    ]);
  });

  it('are made once where the last step is a regular one, and stay due until they are made', () => {
    const schedule = new EvaluationSchedule(3);
    schedule.reach(3);
    schedule.require(3);
    expect(schedule.due()).toEqual([0, 3]);
    expect(schedule.next()).toBe(0);
    schedule.complete(0);
    schedule.complete(3);
    schedule.require(3);
    expect(schedule.due()).toEqual([]);
    expect(schedule.next()).toBeUndefined();
  });

  it('go on from a checkpoint with those that were due there', () => {
    const schedule = new EvaluationSchedule(3);
    schedule.restore(6, [6]);
    expect(schedule.due()).toEqual([6]);
    schedule.complete(6);
    schedule.restore(6, []);
    // The run had ended there.
    schedule.require(6);
    expect(schedule.due()).toEqual([]);
    schedule.reach(9);
    expect(schedule.due()).toEqual([9]);
  });
});
