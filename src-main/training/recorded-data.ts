import { listDifferingFiles } from '#spec/data-files';
import type { DataFile, Run } from '#spec/run';

/** The data that a run was trained on to reach this step; empty where they are not known, or at step 0. */
export function dataBefore(data: Run['data'], step: number): readonly DataFile[] {
  return data.findLast(({ fromStep }) => fromStep < step)?.files ?? [];
}

/** The record of a run that goes on at this step with these files: steps after it are trained again. */
export function recordData(data: Run['data'], step: number, files: DataFile[]): Run['data'] {
  const before = data.filter(({ fromStep }) => fromStep < step);
  const isKnown = listDifferingFiles(dataBefore(data, step), files).length === 0;
  return isKnown ? before : [...before, { fromStep: step, files }];
}
