import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PartWriter } from '#cluster/node/part-writer';
import type { RunFolderChanges } from '#cluster/node/run-folder-changes';
import { partIntervalMs, RunSender } from '#cluster/node/run-sender';
import type { PartChange } from '#cluster/parts';
import { emptyFolder } from '../../storage/helpers';

const minutes = 60_000;

describe('partIntervalMs', () => {
  it('is a second for five minutes, grows to 15 s, and makes few parts in a day', () => {
    expect([0, 5 * minutes, 10 * minutes, 600 * minutes].map(partIntervalMs)).toEqual([
      1000, 1000, 2000, 15_000,
    ]);
    let parts = 0;
    for (let at = 0; at < 24 * 60 * minutes; at += partIntervalMs(at)) parts += 1;
    expect(parts).toBeLessThan(7000);
  });
});

describe('RunSender', () => {
  let requests: string;
  let sender: RunSender;
  let failure: Error | null;
  const written: string[] = [];
  const failures: unknown[] = [];
  /** A run that tells how it was asked. */
  const run = (name: string) =>
    ({
      async *next(mode: { isLast: boolean; isCheckpointDue?: boolean }) {
        const asked = mode.isLast ? 'last' : mode.isCheckpointDue ? 'checkpoint' : 'changes';
        yield { kind: 'remove', path: `${name} ${asked}` } as PartChange;
      },
    }) as unknown as RunFolderChanges;
  const parts = {
    async write(changes: AsyncIterable<PartChange>) {
      if (failure) throw failure;
      const paths: string[] = [];
      for await (const { path } of changes) paths.push(path);
      written.push(paths.join());
    },
  } as unknown as PartWriter;

  beforeEach(async () => {
    requests = join(await emptyFolder(), 'requests');
    await mkdir(requests);
    failure = null;
    written.length = failures.length = 0;
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
    sender = new RunSender({ parts, requests, onFailure: (error) => failures.push(error) });
  });
  afterEach(() => {
    sender.close();
    vi.useRealTimers();
  });

  /** Lets so many seconds pass, with what is done in them. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      vi.advanceTimersByTime(1000);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  it('sends the changes of all runs as one part, and all that is left of one that has ended', async () => {
    const [a, b] = [run('a'), run('b')];
    sender.add(a);
    sender.add(b);
    await pass(1);
    await sender.finish([a]);
    await pass(1);
    expect(written).toEqual(['a changes,b changes', 'a last', 'b changes']);
  });

  it('sends less often in a long job, but at once what a user asks for', async () => {
    sender.add(run('a'));
    vi.setSystemTime(Date.now() + 60 * minutes);
    await pass(12);
    const before = written.length;
    expect(before).toBeLessThanOrEqual(2);
    await writeFile(join(requests, 'checkpoint'), '');
    await pass(3);
    expect(written.slice(before)).toEqual(['a checkpoint', 'a changes', 'a changes']);
    expect(await readdir(requests)).toEqual([]);
  });

  it('tells that nothing can be sent any more, and does not take the rest for the whole', async () => {
    const a = run('a');
    sender.add(a);
    failure = new Error('the folder is gone');
    await pass(2);
    expect(failures).toEqual([failure]);
    await expect(sender.finish([a])).rejects.toBe(failure);
  });
});
