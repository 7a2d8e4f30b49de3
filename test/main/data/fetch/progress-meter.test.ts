import { expect, it } from 'vitest';
import { FetchMeter } from '#data/fetch/progress-meter';
import type { CorpusProgress } from '#spec/corpora';

it('estimates the time left from downloaded bytes, without those of earlier downloads', () => {
  const reports: CorpusProgress[] = [];
  let now = 0;
  const meter = new FetchMeter(
    10_000,
    (progress) => reports.push(progress),
    () => now,
  );
  const last = (): Partial<CorpusProgress> => reports.at(-1) ?? {};
  meter.startFile('a');
  meter.update(4000); // from an earlier download
  now = 500;
  meter.update(4500);
  expect(last()).toMatchObject({ bytes: 4500, totalBytes: 10_000, secondsLeft: null });
  now = 2000;
  meter.update(6000); // 2000 bytes in 2 s: 4000 take 4 s
  expect(last()).toMatchObject({ bytes: 6000, secondsLeft: 4, message: 'Fetching a' });
  meter.finishFile(6000);
  meter.startFile('b');
  now = 2100;
  meter.update(2000); // from an earlier download as well
  now = 4000;
  meter.update(3000); // 3000 bytes in 4 s: 1000 take 4/3 s
  expect(last().bytes).toBe(9000);
  expect(last().secondsLeft).toBeCloseTo(4 / 3);
  meter.enterStage('checking', 'Checking b');
  expect(last()).toMatchObject({ stage: 'checking', secondsLeft: null });
});

it('reports at most five times a second, and restarts with a file that restarts', () => {
  const reports: CorpusProgress[] = [];
  let now = 0;
  const meter = new FetchMeter(
    1000,
    (progress) => reports.push(progress),
    () => now,
  );
  meter.startFile('a');
  for (now = 0; now < 1000; now += 10) meter.update(now / 2);
  expect(reports.length).toBeLessThanOrEqual(6);
  now = 3000;
  meter.update(0);
  expect(reports.at(-1)).toMatchObject({ bytes: 0 });
});
