import { expect, it } from 'vitest';
import { FetchMeter } from '#data/fetch/progress-meter';
import type { CorpusProgress } from '#spec/corpora';

it('tells the time left from what came, not from what lay here', () => {
  const said: CorpusProgress[] = [];
  let now = 0;
  const meter = new FetchMeter(
    10_000,
    (progress) => said.push(progress),
    () => now,
  );
  const last = (): Partial<CorpusProgress> => said.at(-1) ?? {};
  meter.begin('a');
  meter.bytes(4000); // kept from before
  now = 500;
  meter.bytes(4500);
  expect(last()).toMatchObject({ bytes: 4500, totalBytes: 10_000, secondsLeft: null });
  now = 2000;
  meter.bytes(6000); // 2000 bytes in 2 s: 4000 take 4 s
  expect(last()).toMatchObject({ bytes: 6000, secondsLeft: 4, message: 'Fetching a' });
  meter.end(6000);
  meter.begin('b');
  now = 2100;
  meter.bytes(2000); // kept as well
  now = 4000;
  meter.bytes(3000); // 3000 bytes in 4 s: 1000 take 4/3 s
  expect(last().bytes).toBe(9000);
  expect(last().secondsLeft).toBeCloseTo(4 / 3);
  meter.enter('checking', 'Checking b');
  expect(last()).toMatchObject({ stage: 'checking', secondsLeft: null });
});

it('reports at most five times a second, and begins again with a file that begins again', () => {
  const said: CorpusProgress[] = [];
  let now = 0;
  const meter = new FetchMeter(
    1000,
    (progress) => said.push(progress),
    () => now,
  );
  meter.begin('a');
  for (now = 0; now < 1000; now += 10) meter.bytes(now / 2);
  expect(said.length).toBeLessThanOrEqual(6);
  now = 3000;
  meter.bytes(0);
  expect(said.at(-1)).toMatchObject({ bytes: 0 });
});
