import { describe, expect, it } from 'vitest';
import { checkpointDamage } from '#engine/run/checkpoint-folder';
import { resumeNewest } from '#engine/run/resume-newest';
import { WorkbenchError } from '#spec/errors';

/** A session whose checkpoints at these steps are damaged; it notes from which it resumed. */
function session(damaged: readonly number[]) {
  const tried: number[] = [];
  return {
    tried,
    resume: (step: number): Promise<void> => {
      tried.push(step);
      if (step === 13)
        return Promise.reject(new WorkbenchError('conflict', 'It belongs to another model.'));
      return damaged.includes(step)
        ? Promise.reject(checkpointDamage(`The file of ${step} is damaged.`, `/run/${step}`))
        : Promise.resolve();
    },
  };
}

describe('resuming from the newest whole checkpoint', () => {
  it('begins at step 0 without checkpoints, and asks for no older one than it needs', async () => {
    const [none, newest] = [session([]), session([])];
    expect(await resumeNewest(none, [])).toEqual([]);
    expect(none.tried).toEqual([]);
    expect(await resumeNewest(newest, [30, 20])).toEqual([]);
    expect(newest.tried).toEqual([30]);
  });

  it('says of each damaged one which it is, why, and what is used instead', async () => {
    const tries = session([30, 20]);
    const sentences = await resumeNewest(tries, [30, 20, 10, 0]);
    expect(tries.tried).toEqual([30, 20, 10]);
    expect(sentences).toEqual([
      expect.stringMatching(
        /from the checkpoint of step 10, .* step 30 .*The file of 30 is damaged\./,
      ),
      expect.stringMatching(
        /from the checkpoint of step 10, .* step 20 .*The file of 20 is damaged\./,
      ),
    ]);
    // The remedy is not for a run that goes on already.
    expect(sentences.join(' ')).not.toContain('Resume from an earlier checkpoint');
  });

  it('throws the error of the first where all are damaged', async () => {
    await expect(resumeNewest(session([30]), [30])).rejects.toThrow(/^The file of 30 is damaged\./);
    const error: unknown = await resumeNewest(session([30, 0]), [30, 0]).catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ kind: 'validation', details: { path: '/run/30' } });
    expect((error as Error).message).toMatch(/None of the 2 .*start it anew.* step 30 .*of 30/);
  });

  it('does not pass over one that belongs to another model', async () => {
    const tries = session([30]);
    await expect(resumeNewest(tries, [30, 13, 0])).rejects.toThrow('another model');
    expect(tries.tried).toEqual([30, 13]);
  });
});
