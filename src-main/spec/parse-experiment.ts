import { experimentSchema, formatVersion, type Experiment } from './experiment';
import { explainIssues } from './explain-issues';
import { isTooDeep, tooDeep } from './parse-json';
import { hasErrors, type Problem } from './problems';
import { joinNames, quoteValue } from './quote';

export interface ParsedExperiment {
  /** The experiment with defaults filled in; null where the value does not fit the format. */
  experiment: Experiment | null;
  problems: Problem[];
}

/**
 * Parses the JSON value of an experiment and reports everything that does not fit the format, each in a sentence.
 * Never throws. Whether the experiment makes sense is checked by `checkExperiment`.
 */
export function parseExperiment(value: unknown): ParsedExperiment {
  const problem = checkForm(value);
  if (problem) return { experiment: null, problems: [problem] };
  const parsed = experimentSchema.safeParse(value);
  if (parsed.success) return { experiment: parsed.data, problems: [] };
  return {
    experiment: null,
    problems: explainIssues(parsed.error.issues, value, experimentSchema),
  };
}

/** Whether the experiment can be trained: it fits the format, and its problems are warnings at most. */
export function isTrainable({ experiment, problems }: ParsedExperiment): boolean {
  return experiment !== null && !hasErrors(problems);
}

/** The parts that every model has; a file in which most of them are missing belongs to another program. */
const parts = ['model', 'task', 'training'] as const;

function checkForm(value: unknown): Problem | null {
  if (isTooDeep(value)) return noModel(tooDeep);
  if (!isObject(value)) return noModel('it is no JSON object');
  const found = parts.filter((part) => isObject(value[part]));
  if (found.length >= (value['version'] === formatVersion ? 1 : 2)) return checkVersion(value);
  const keys = Object.keys(value);
  const content = keys.length === 0 ? 'is empty' : `has ${joinNames(keys)}`;
  return noModel(`it ${content}, where a model has ${parts.join(', ')}`);
}

function noModel(reason: string): Problem {
  return {
    severity: 'error',
    message: `This is no model of DNI Workbench: ${reason}.`,
    remedy: "Open the JSON file of a model: those of a project are in its folder 'models'.",
  };
}

function checkVersion({ version }: Record<string, unknown>): Problem | null {
  if (version === formatVersion) return null;
  if (typeof version === 'number' && version > formatVersion)
    return {
      severity: 'error',
      setting: 'version',
      message: `This description is of version ${version}; this program reads up to version ${formatVersion}.`,
      remedy: 'Update the program to open it.',
    };
  return {
    severity: 'error',
    setting: 'version',
    message:
      version === undefined
        ? "The description has no 'version'."
        : `'version' is ${quoteValue(version)}, which is no version of this format.`,
    remedy: `Write "version": ${formatVersion}.`,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
