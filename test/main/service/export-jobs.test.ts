import { describe, expect, it } from 'vitest';
import { ExportJobs, type ExportJob } from '#service/export-jobs';

const names = { projectId: 'p', exportId: 'e' };

/** Work that ends only where it is ended. */
const endless = ({ signal }: ExportJob): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('ended')));
  });

describe('an export', () => {
  it('is ended by its names, and no other is', async () => {
    const jobs = new ExportJobs(() => undefined);
    const working = jobs.run(names, endless);
    const other = jobs.run({ ...names, exportId: 'other' }, endless);
    jobs.cancel('q', 'e');
    jobs.cancel('p', 'e');
    await expect(working).rejects.toMatchObject({
      kind: 'conflict',
      details: { isCancelled: true },
    });
    expect(await Promise.race([other, Promise.resolve('at work')])).toBe('at work');
    await Promise.all([jobs.close(), expect(other).rejects.toThrow('cancelled')]);
  });

  it('fails with its own error where nobody has ended it', async () => {
    const jobs = new ExportJobs(() => undefined);
    const failing = jobs.run(names, () => Promise.reject(new Error('the disk is full')));
    await expect(failing).rejects.toThrow('the disk is full');
    jobs.cancel('p', 'e');
  });

  it('tells where it was to write once it has failed or was ended, and not where it has written', async () => {
    const failed: string[] = [];
    const jobs = new ExportJobs(
      () => undefined,
      (path) => failed.push(path),
    );
    await jobs.run({ ...names, path: '/written' }, () => Promise.resolve());
    const failing = jobs.run({ ...names, path: '/failed' }, () =>
      Promise.reject(new Error('full')),
    );
    await expect(failing).rejects.toThrow('full');
    const working = jobs.run({ ...names, path: '/ended' }, endless);
    jobs.cancel('p', 'e');
    await expect(working).rejects.toThrow('cancelled');
    expect(failed).toEqual(['/failed', '/ended']);
  });

  it('does not report more often than a window can draw', async () => {
    const reports: unknown[] = [];
    const jobs = new ExportJobs((event, payload) => reports.push([event, payload]));
    await jobs.run(names, async ({ report }) => {
      for (let done = 1; done <= 1000; done += 1) report(done / 1000);
    });
    expect(reports[0]).toEqual(['export.progress', { ...names, fraction: 0.001 }]);
    expect(reports.length).toBeLessThan(10);
  });
});
