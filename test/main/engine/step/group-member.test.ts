import { describe, expect, it } from 'vitest';
import {
  describeTiming,
  GroupMember,
  type GroupAccess,
  type GroupStep,
} from '#engine/step/group-member';
import type { CompiledProgram } from '#tensorflow/graph/compiled-program';

/** A member of a group that notes what is asked of it. */
function member(access: Partial<GroupAccess> = {}): { member: GroupMember; calls: string[] } {
  const calls: string[] = [];
  const program = {
    pullVariables: (copy: number) => calls.push(`pull ${copy}`),
    pushVariables: (copy: number) => calls.push(`push ${copy}`),
  } as unknown as CompiledProgram;
  const group: GroupAccess = {
    run: () => Promise.resolve(null),
    rest: () => calls.push('rest'),
    wake: () => calls.push('wake'),
    program: () => ({ program, copy: 2 }),
    size: () => 3,
    timing: () => null,
    ...access,
  };
  return { member: new GroupMember(group), calls };
}

describe('a member of a group', () => {
  it('copies its values only where they are newer, there or here', () => {
    const { member: one, calls } = member();
    one.pullVariables();
    one.pushVariables();
    one.pushVariables();
    expect(calls).toEqual(['push 2']);
    one.noteJointStep();
    one.pushVariables();
    one.pullVariables();
    one.pullVariables();
    expect(calls).toEqual(['push 2', 'pull 2']);
    one.noteAssigned();
    one.pushVariables();
    expect(calls).toEqual(['push 2', 'pull 2', 'push 2']);
  });

  it('rests and wakes once, and leaves where it has not rested', () => {
    const { member: one, calls } = member();
    one.wake();
    one.rest();
    one.rest();
    one.wake();
    one.wake();
    one.leave();
    one.leave();
    expect(calls).toEqual(['rest', 'wake', 'rest']);
  });

  it('tells once what the group has measured, as soon as it has', () => {
    let timing: ReturnType<GroupAccess['timing']> = null;
    const { member: one } = member({ timing: () => timing });
    expect(one.takeTiming()).toBeNull();
    timing = { members: 3, together: 0.0123, oneByOne: 0.02 };
    expect(one.takeTiming()).toEqual(timing);
    expect(one.takeTiming()).toBeNull();
  });

  it('describes how the group trains', () => {
    expect(describeTiming({ members: 3, together: 0.0123, oneByOne: 0.02 })).toBe(
      'Trains together with 2 other runs: a step of all of them takes 12.3 ms as one compiled step, 20.0 ms one after the other.',
    );
    expect(describeTiming({ members: 2, together: 0.03, oneByOne: 0.02 })).toBe(
      'Trains in one process with one other run, their steps one after the other: a step of all of them takes 20.0 ms, as one compiled step it would take 30.0 ms.',
    );
  });

  it('hands its step to the group', async () => {
    const step = { key: 'k' } as GroupStep;
    const { member: one } = member({
      run: (call) => Promise.resolve({ outputs: {}, seconds: call === step ? 1 : 0 }),
    });
    expect(await one.run(step)).toEqual({ outputs: {}, seconds: 1 });
    expect(one.groupSize).toBe(3);
  });
});
