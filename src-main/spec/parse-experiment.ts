import { experimentSchema, formatVersion, type Experiment } from './experiment';
import { explainIssues } from './explain-issues';
import { isTooDeep, tooDeep } from './parse-json';
import { hasErrors, type Problem } from './problems';
import { quoteValue } from './quote';

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
  const problem = checkDepth(value) ?? checkVersion(value);
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

function checkDepth(value: unknown): Problem | null {
  if (!isTooDeep(value)) return null;
  return {
    severity: 'error',
    message: `This is not a description of an experiment: ${tooDeep}.`,
    remedy: 'Start from a template: `templates` lists them.',
  };
}

function checkVersion(value: unknown): Problem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {
      severity: 'error',
      message: 'This is not a description of an experiment: it is no JSON object.',
      remedy: 'Start from a template: `templates` lists them.',
    };
  const version: unknown = 'version' in value ? value.version : undefined;
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
