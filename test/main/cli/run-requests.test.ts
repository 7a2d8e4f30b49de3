import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProjectFolder } from '#storage/projects';
import type { RunManager } from '#training/run-manager';
import { RunRequests } from '../../../src-main/cli/run-requests';
import { emptyFolder } from '../storage/helpers';

let folder: string;
const open: RunRequests[] = [];

beforeEach(async () => {
  folder = await emptyFolder();
});
afterEach(() => {
  for (const requests of open.splice(0)) requests.end();
});

function listen(fails = 0): { requests: RunRequests; asked: string[] } {
  const asked: string[] = [];
  let left = fails;
  const note = (what: string) => (): Promise<void> => {
    asked.push(what);
    left -= 1;
    return left >= 0 ? Promise.reject(new Error('It does not run yet.')) : Promise.resolve();
  };
  const runs = { stop: note('stop'), pause: note('pause'), resume: note('resume') };
  const requests = new RunRequests(folder, runs as unknown as RunManager, {} as ProjectFolder, 'r');
  open.push(requests);
  return { requests, asked };
}

describe('RunRequests', () => {
  it('pauses while there is a file, resumes and stops, each once', async () => {
    const { requests, asked } = listen();
    await writeFile(join(folder, 'pause'), '');
    await expect.poll(() => asked).toEqual(['pause']);
    expect(requests.isPaused).toBe(true);
    await rm(join(folder, 'pause'));
    await expect.poll(() => asked).toEqual(['pause', 'resume']);
    expect(requests.isPaused).toBe(false);
    await writeFile(join(folder, 'stop'), '');
    await expect.poll(() => asked.slice(0, 3)).toEqual(['pause', 'resume', 'stop']);
  });

  it('asks again where the run does not run yet', async () => {
    const { requests, asked } = listen(1);
    await writeFile(join(folder, 'pause'), '');
    await expect.poll(() => asked).toEqual(['pause', 'pause']);
    expect(requests.isPaused).toBe(true);
  });

  it('asks for nothing where the folder is missing, and after its end', async () => {
    vi.useFakeTimers();
    try {
      await rm(folder, { recursive: true });
      const { requests, asked } = listen();
      await vi.advanceTimersByTimeAsync(5000);
      requests.end();
      expect(vi.getTimerCount()).toBe(0);
      expect(asked).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});
