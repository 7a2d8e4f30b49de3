/** The command line that trains a run again: with the same experiment, seed and data. */
import { applySetting } from '#spec/apply-setting';
import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';
import { parseJson } from '#spec/parse-json';
import type { TrainedRun } from '#spec/run';
import { isSameJson } from '../patch/same-json';
import { listAssignments, type Assignment } from './assignments';

/** A template or a saved model that the command line can name. */
export interface NamedSpec {
  /** As `train` takes it: `mnist-cdni`, `models/mine`. */
  name: string;
  /** The content of its file. */
  value: unknown;
}

/** Characters of changed settings; more are no command that anybody reads, and the run itself is named instead. */
const maxChanges = 2000;

const options: Readonly<Record<string, string>> = {
  'training.method': '--method',
  'training.seed': '--seed',
  'training.steps': '--steps',
};

/**
 * The words after `dni`, but for the project. The run is named by its template or model with the settings that differ,
 * where that gives exactly its experiment, and else by its id.
 */
export function trainWords(run: TrainedRun, source: NamedSpec | null): string[] {
  const { id, name, spec, parent } = run;
  const changes = source && changeWords(source.value, spec);
  return [
    'train',
    ...(source && changes ? [source.name, ...changes] : [`runs/${id}`]),
    ...(name === spec.name ? [] : ['--name', name]),
    ...(parent ? ['--continue', parent.runId, '--checkpoint', String(parent.step)] : []),
  ];
}

/** The options that make the experiment of the file; null where options cannot, or where they are too long to be read. */
export function changeWords(value: unknown, spec: Experiment): string[] | null {
  const { experiment } = parseExperiment(value);
  if (!experiment) return null;
  const assignments = listAssignments(experiment, spec);
  if (assignments.some(({ path }) => path === '')) return null;
  const words = assignments.flatMap(optionOf);
  if (words.join(' ').length > maxChanges) return null;
  return isSameJson(applyAssignments(value, assignments), spec) ? words : null;
}

function optionOf(assignment: Assignment): string[] {
  const option = options[assignment.path];
  return option === undefined
    ? ['--set', assignmentText(assignment)]
    : [option, String(assignment.value)];
}

/** `training.batch=64`. A text stands as it is, unless it would be read as JSON. */
export function assignmentText({ path, value }: Assignment): string {
  return `${path}=${typeof value === 'string' && !isJson(value) ? value : JSON.stringify(value)}`;
}

function isJson(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

/** What the command line makes of the file. */
function applyAssignments(value: unknown, assignments: readonly Assignment[]): Experiment | null {
  try {
    return parseExperiment(assignments.map(assignmentText).reduce(applySetting, value)).experiment;
  } catch {
    // A path that leads through a list whose items have no names.
    return null;
  }
}
