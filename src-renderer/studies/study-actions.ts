import type { studyCommands } from '#api/window-commands/studies';
import type { Study } from '#spec/study';
import { editor } from '../editor/editor.svelte';
import { askToExportArchive } from '../projects/export-archive';
import { askToExportData } from '../runs/export/export-data';
import { askToExportReport } from '../runs/export/export-report';
import { copyCommandOfStudy, copyCommandsOfRuns } from '../stores/copy-command';
import { models } from '../stores/models.svelte';
import { session } from '../stores/session.svelte';
import { contentOf, studies } from '../stores/studies.svelte';
import type { WindowAction, WindowActions } from '../stores/window-action';
import { copyQuestion, newQuestion } from './question';
import { showComparison, showRuns } from './study-links';
import { findSpec } from './study-models';

const hasRuns = ({ id }: Study): boolean => studies.runsOf(id).length > 0;
const isActive = ({ id }: Study): boolean => studies.isActive(id);

/** Does something with the study that is shown. */
function ofStudy(run: (study: Study) => void, canRun?: (study: Study) => boolean): WindowAction {
  return {
    run: () => {
      if (studies.selected) run(studies.selected);
    },
    canRun: () => studies.selected !== null && (canRun?.(studies.selected) ?? true),
  };
}

/** The model that a new study is first about. */
const firstModel = (): string | null => editor.modelId ?? models.list[0]?.id ?? null;

/** What each command on studies does. */
export const studyActions: WindowActions<typeof studyCommands> = {
  newStudy: {
    run: () => {
      const id = firstModel();
      if (id === null) return;
      const question = newQuestion(id, findSpec(id)?.name ?? id);
      void session.attempt(() => studies.create(question));
    },
    canRun: () => firstModel() !== null,
  },
  startStudy: ofStudy(
    ({ id }) => void studies.start(id),
    (study) => !isActive(study),
  ),
  stopStudy: ofStudy(({ id }) => studies.stop(id), isActive),
  compareStudy: ofStudy((study) => void showComparison(study), hasRuns),
  showStudyRuns: ofStudy(showRuns, hasRuns),
  duplicateStudy: ofStudy(
    (study) => void session.attempt(() => studies.create(copyQuestion(contentOf(study)))),
  ),
  exportStudyData: ofStudy(({ id, name }) => askToExportData(studies.runsOf(id), name), hasRuns),
  exportStudyReport: ofStudy(
    ({ id, name }) => askToExportReport({ kind: 'study', id }, studies.runsOf(id), name),
    hasRuns,
  ),
  exportStudyArchive: ofStudy(({ id, name }) => askToExportArchive({ kind: 'study', id }, name)),
  copyStudyCommand: ofStudy(({ id }) => void copyCommandOfStudy(id)),
  copyStudyRunCommands: ofStudy(({ id }) => void copyCommandsOfRuns(studies.runsOf(id)), hasRuns),
  deleteStudy: ofStudy(
    ({ id }) => void studies.delete(id),
    (study) => !isActive(study),
  ),
};
