import { methods } from '#spec/training';
import { capitalize } from '#spec/letter-case';
import { listSettings, runProperties } from './run-field';
import type { RunGroup } from './group-runs';

/** Words with which labels say what a run has not, or which run of some it is. */
const labelWords = ['no', 'seed'];

/**
 * A label as it begins a sentence: `None` and `Rate 0.001` are words of the workbench and take a capital; names of models
 * and their parts, of runs and of data sets stay as they were given.
 */
export function openSentence(label: string, { runs }: Pick<RunGroup, 'runs'>): string {
  const [word = ''] = label.split(/[ ,]/);
  const words: readonly string[] = [
    ...methods,
    ...labelWords,
    ...Object.values(runProperties).map((title) => title.toLowerCase()),
  ];
  const isOurs = words.includes(word) || runs.slice(0, 1).some((run) => isSetting(word, run));
  return isOurs ? capitalize(label) : label;
}

/** Whether it is a word of the path of a setting outside of the model, or the kind of something. */
function isSetting(word: string, run: RunGroup['runs'][number]): boolean {
  return [...listSettings(run)].some(
    ([path, value]) =>
      !path.startsWith('model.') &&
      (path.split('.').includes(word) || (path.endsWith('.kind') && value === word)),
  );
}
