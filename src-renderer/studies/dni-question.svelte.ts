import { doesDniHelp } from '#analysis/does-dni-help';
import { messageOf } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { studyContentSchema, type StudyContent } from '#spec/study';
import { methods } from '#spec/training';
import { editor } from '../editor/editor.svelte';
import { isNotSaved } from '../editor/save-status';
import { describeObstacle } from '../stores/obstacle';
import { problemsOfRuns } from '../stores/readiness';
import { session } from '../stores/session.svelte';
import { contentOf, studies } from '../stores/studies.svelte';
import { reportInvalidField } from '../stores/invalid-field';
import { AfterPaint } from '../ui/after-paint.svelte';
import { isSameQuestion } from './question';

const maxName = 200;

/** "Does DNI help?": the study that is one click away, of a saved model or of the one on the canvas. */
class DniQuestion {
  isBusy = $state(false);

  /** Why it cannot be asked of the model on the canvas, in a sentence; null if it can. */
  obstacle = $state<string | null>(null);

  constructor() {
    $effect.root(() => {
      // Three methods are checked, so an edit is painted first.
      // What is known of the data and of the machine is read in the check.
      const found = new AfterPaint(
        () => ({ spec: editor.withoutPlaces, data: editor.data, info: session.info }),
        ({ spec }) => findObstacle(spec),
      );
      $effect(() => void (this.obstacle = found.current));
    });
  }

  /** Saves the model on the canvas, and asks. */
  async askOfCanvas(): Promise<void> {
    editor.settle();
    if (reportInvalidField()) return;
    await editor.save();
    const { modelId, entry } = editor;
    // A study trains the saved model, which would be another one than that on the canvas.
    if (modelId === null || isNotSaved(entry.snapshot.status)) {
      session.notify(
        `'${editor.spec.name}' could not be saved, so no study was started. Save the model first: the bar above says what is in the way.`,
        'error',
      );
      return;
    }
    await this.ask(modelId, editor.spec);
  }

  /**
   * Starts the study and shows it. Where the project has it already, it is shown, and what it has not run yet is run:
   * after a change of the model, all of it.
   */
  async ask(modelId: string, spec: Experiment): Promise<void> {
    if (this.isBusy) return;
    const obstacle = findObstacle(spec);
    if (obstacle !== null) {
      session.notify(obstacle, 'error');
      return;
    }
    this.isBusy = true;
    await session.attempt(async () => {
      const question = studyContentSchema.parse({
        ...doesDniHelp(modelId, spec),
        name: `Does DNI help? ${spec.name}`.slice(0, maxName),
      });
      const present = findPresent(question);
      if (present) studies.show(present);
      const id = present ?? (await studies.create(question)).id;
      if (!studies.isActive(id)) await studies.start(id);
    });
    this.isBusy = false;
  }
}

function findPresent(question: StudyContent): string | undefined {
  return studies.list.find((study) => isSameQuestion(contentOf(study), question))?.id;
}

function findObstacle(spec: Experiment): string | null {
  try {
    const { axes } = studyContentSchema.parse(doesDniHelp(spec.name, spec));
    const asked = axes['training.method'];
    const wanted = methods.filter((method) => Array.isArray(asked) && asked.includes(method));
    return describeObstacle(problemsOfRuns(spec, wanted, spec.training.steps));
  } catch (error) {
    return messageOf(error);
  }
}

export const dniQuestion = new DniQuestion();
