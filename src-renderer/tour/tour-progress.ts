/** How far the tour is, read off the state of the program: a step is done when what it asks for is there, however it came. */
import { countNoun } from '#spec/count-noun';
import type { EdgeId } from '#spec/model';
import { isEnded, type RunStatus } from '#spec/run';

export const tourSteps = [
  'Decouple an edge',
  'Run the model',
  'Watch the run',
  'Ask: does DNI help?',
  'Read the answer',
] as const;
export type TourStep = 1 | 2 | 3 | 4 | 5;

/** What the program shows and has, as far as the tour needs it. */
export interface TourFacts {
  /** Whether the window shows the project in which the tour was begun, and has loaded it. */
  project: 'loading' | 'other' | 'tour';
  view: string;
  isPresenting: boolean;
  model: 'missing' | 'closed' | 'open';
  /** The edge to decouple; null where there is none. */
  coupled: EdgeId | null;
  /** The edge that is decoupled; null where none is. */
  decoupled: EdgeId | null;
  /** Why the model cannot run; null if it can. */
  runObstacle: string | null;
  /** Why "Does DNI help?" cannot be asked of it; null if it can. */
  questionObstacle: string | null;
  /** The newest run with a decoupled edge that was started by hand. */
  run: TourRun | null;
  /** Whether the user has looked at earlier steps of the run, and at its end again. */
  hasReplayed: boolean;
  /** Whether the user has left the run for the question. */
  hasWatched: boolean;
  study: TourStudy | null;
}

export interface TourRun {
  /** Whether it trains with DNI: only such a run has synthetic gradients. */
  isDni: boolean;
  status: RunStatus;
  failure: string | null;
  step: number;
  edge: EdgeId;
  /** Whether the canvas shows it. */
  isShown: boolean;
  /** Whether the canvas shows the cosine at its decoupled edge. */
  hasValues: boolean;
  /** Whether these are values of an earlier step. */
  isPast: boolean;
}

export interface TourStudy {
  status: 'draft' | 'running' | 'finished' | 'stopped' | 'failed';
  failure: string | null;
  done: number;
  total: number;
  failedRuns: number;
  isShown: boolean;
}

/** What the tour points at. */
export type TourPlace =
  | { kind: 'edge' | 'values'; id: EdgeId }
  | { kind: 'run' | 'replay' | 'question' | 'answer' | 'study' };

/** The way back to the tour, which the card offers as a button. */
export type WayBack = 'project' | 'newModel' | 'model' | 'canvas' | 'liveRun' | 'study';

export interface TourState {
  step: TourStep;
  /** Whether the answer is there and shown. */
  isDone: boolean;
  /** What to do, and why. */
  text: string;
  /** What is in the way or has gone wrong. */
  remark: string | null;
  wayBack: WayBack | null;
  /** Null where the window does not show it. */
  place: TourPlace | null;
  /** Whether the step is done when the user says so. */
  canGoOn: boolean;
  /** How far what goes on by itself is. */
  going: string | null;
  helpTopic: string;
}

export const helpTopics: Record<TourStep, string> = {
  1: 'concepts/decoupled-interface',
  2: 'concepts/synthetic-gradient',
  3: 'concepts/interface-quality',
  4: 'concepts/study',
  5: 'concepts/seeds-and-intervals',
};

export function readTour(facts: TourFacts): TourState {
  const step = findStep(facts);
  const { place, ...here } = describeStep(step, facts);
  const away = findWayBack(step, facts);
  return {
    step,
    isDone: false,
    remark: null,
    wayBack: null,
    canGoOn: false,
    going: null,
    helpTopic: helpTopics[step],
    ...here,
    ...(away ? { ...away, place: null, isDone: false, canGoOn: false } : { place }),
  };
}

function findStep({ decoupled, run, hasWatched, study }: TourFacts): TourStep {
  if (study?.status === 'finished') return 5;
  if (decoupled === null) return 1;
  if (!run || !isUsable(run)) return 2;
  if (!hasWatched && !study) return 3;
  return study && study.status !== 'draft' ? 5 : 4;
}

/** Whether a run has something to watch, or will have. */
function isUsable({ isDni, status, step }: TourRun): boolean {
  return isDni && (!isEnded(status) || (status !== 'failed' && step > 0));
}

type Described = Pick<TourState, 'text' | 'place'> & Partial<TourState>;

function describeStep(step: TourStep, facts: TourFacts): Described {
  if (step === 1) return describeDecoupling(facts);
  if (step === 2) return describeRunning(facts);
  if (step === 3) return describeWatching(facts);
  return step === 4 ? describeAsking(facts) : describeReading(facts);
}

function describeDecoupling({ coupled, run }: TourFacts): Described {
  const text =
    'In backprop the layers below the marked edge can update only once their gradient has come down through it. Point at the edge and click the round button that appears on it, or select it and press D. That makes two modules of one, and a synthesizer predicts the gradient for the lower one. The warning of the model goes with it.';
  if (coupled === null)
    return {
      text,
      place: null,
      remark:
        'No edge of the model can be decoupled as it is now. Undo your changes, or begin anew.',
      wayBack: 'newModel',
    };
  const isAgain = run ? 'No edge is decoupled any more. Decouple one to go on.' : null;
  return { text, place: { kind: 'edge', id: coupled }, remark: isAgain };
}

function describeRunning({ runObstacle, run }: TourFacts): Described {
  return {
    text: 'Press Run, or Ctrl+Enter. The module below the decoupled edge now learns from predicted gradients, without waiting for the module above it. (In a model as small as this one, predicting takes longer than waiting: the line below the canvas says so.)',
    place: { kind: 'run' },
    remark: runObstacle ?? describeUnusable(run),
  };
}

function describeUnusable(run: TourRun | null): string | null {
  if (!run) return null;
  if (!run.isDni)
    return 'That run trained without synthetic gradients. Choose the method DNI in the list beside the button, and run it again.';
  if (run.status === 'failed') return `The run failed. ${run.failure ?? ''} Run it again.`;
  return 'The run ended before its first step. Run it again.';
}

function describeWatching({ run, hasReplayed }: TourFacts): Described {
  if (!run) throw new Error('The third step has a run.');
  const values = { kind: 'values', id: run.edge } as const;
  // What is explained is there to be seen: the first steps have no predicted gradient yet.
  if (!run.hasValues && !isEnded(run.status))
    return {
      text: `The run ${run.step > 0 ? 'trains' : 'is being prepared'}. In some seconds its values stand at the decoupled edge.`,
      place: values,
    };
  const legend =
    'Green is the norm of the true gradient at the decoupled edge, blue that of the predicted one. The number is their cosine: 1 if both point the same way, 0 if they have nothing in common.';
  if (!isEnded(run.status))
    return { text: `${legend} The count below a node is that of its updates.`, place: values };
  if (run.isPast)
    return {
      text: `${legend} The replay ends with the newest values.`,
      place: values,
      canGoOn: hasReplayed,
    };
  if (hasReplayed)
    return {
      text: `${legend} The count below a node is that of its updates. Play shows the run once more.`,
      place: values,
      canGoOn: true,
    };
  return {
    text: 'The run has ended. Press Play below the canvas to see it again from its first step: how does the cosine at the decoupled edge change, and how the loss?',
    place: { kind: 'replay' },
    remark:
      run.status === 'finished' ? null : 'The run has ended early, which does not matter here.',
  };
}

function describeAsking({ questionObstacle }: TourFacts): Described {
  return {
    text: 'One run proves little. "Does DNI help?" trains the model with DNI, with backprop, and with no gradient through the edge ("none"), five seeds each: 15 short runs, one or two minutes.',
    place: { kind: 'question' },
    remark: questionObstacle,
  };
}

function describeReading({ study }: TourFacts): Described {
  if (!study) throw new Error('The fifth step has a study.');
  const { status, done, total, failure, failedRuns } = study;
  if (status === 'finished')
    return {
      text: 'Each value is the mean test error of five seeds, ± half of its 95 % interval. "Not told apart" means that the seeds differ too much among themselves to decide, not that both are equal. On one machine DNI saves no time, as it trains its synthesizers too. Five seeds of short runs are a first answer: "One more seed" narrows the intervals.',
      place: { kind: 'answer' },
      isDone: true,
      remark: describeFailedRuns(failedRuns, total),
    };
  if (status === 'running')
    return {
      text: 'The answer grows with every run that ends. Until then it says how many seeds it has. You can look around meanwhile.',
      place: { kind: 'answer' },
      going: `${done} of ${countNoun(total, 'run')} have ended`,
      remark: describeFailedRuns(failedRuns, total),
    };
  return {
    text: 'The answer needs all of its runs.',
    place: { kind: 'study' },
    going: `${done} of ${countNoun(total, 'run')} have ended`,
    remark:
      status === 'failed' && failure !== null
        ? `The study failed. ${failure} Start it again at the top of its page.`
        : 'The study has runs to come. Start it again at the top of its page.',
  };
}

function describeFailedRuns(failed: number, total: number): string | null {
  if (failed === 0) return null;
  return `${failed} of the ${countNoun(total, 'run')} failed. The page of the study says why.`;
}

/** Where the user is somewhere else, in order of what has to come first. */
function findWayBack(
  step: TourStep,
  { project, view, isPresenting, model, run, study }: TourFacts,
): Pick<TourState, 'remark' | 'wayBack'> | null {
  if (project === 'loading') return { remark: 'The project is being opened.', wayBack: null };
  if (project === 'other')
    return {
      remark: 'The tour is in another project, which is as you left it.',
      wayBack: 'project',
    };
  if (step === 5) {
    if (view === 'studies' && study?.isShown) return null;
    return { remark: 'The answer is in Studies.', wayBack: 'study' };
  }
  if (model === 'missing')
    return {
      remark: 'The model of the tour was deleted. Undo that, or begin with a new one.',
      wayBack: 'newModel',
    };
  if (model === 'closed' || view !== 'build')
    return {
      remark: 'This step is on the canvas of the model of the tour, in Build.',
      wayBack: 'model',
    };
  if (isPresenting && step !== 1)
    return { remark: 'Leave the presentation of the canvas to go on.', wayBack: 'canvas' };
  if (step === 3 && run?.isShown === false)
    return { remark: 'The canvas does not show this run.', wayBack: 'liveRun' };
  return null;
}
