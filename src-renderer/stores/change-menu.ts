import { shellLine } from '#analysis/commands/shell-quote';
import { changeWords } from '#analysis/commands/train-command';
import { createSpecPatch } from '#analysis/patch/spec-patch';
import type { Experiment } from '#spec/experiment';
import type { MenuItem } from '../ui/menu-item';
import { copyText } from './take-text';

/** Two experiments between which something has changed. */
export interface ExperimentPair {
  before: Experiment;
  after: Experiment;
}

const remedy = 'The command line prints it: `diff --patch`.';

/** The ways to take the changes between two experiments elsewhere. */
export function listChangeActions({ before, after }: ExperimentPair): MenuItem[] {
  const options = changeWords(before, after);
  const patch = createSpecPatch(before, after);
  return [
    {
      label: 'Copy as JSON Patch',
      run: () =>
        void copyText(
          JSON.stringify(patch, null, 2),
          'The changes were copied as a patch.',
          remedy,
        ),
    },
    {
      label: 'Copy as options of train',
      disabled: options === null,
      hint: options === null ? 'only as a patch' : '--set',
      run: () => {
        if (options)
          void copyText(shellLine(options), 'The changes were copied as options.', remedy);
      },
    },
    {
      label: 'Copy as --patch',
      run: () =>
        void copyText(
          shellLine(['--patch', JSON.stringify(patch)]),
          'The changes were copied as an option.',
          remedy,
        ),
    },
  ];
}
