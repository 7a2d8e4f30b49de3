/** Damages the templates and checks them as the canvas and the command line do: every problem is a sentence. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkExperiment } from '#spec/check-experiment';
import { countModel } from '#spec/counts';
import { findModules } from '#spec/graph';
import { isTrainable, parseExperiment } from '#spec/parse-experiment';
import { formatProblem, type Problem } from '#spec/problems';
import { taskFields } from '#spec/task';
import { drawJsonMutants } from './mutants';
import { runProgram } from './program';
import { Round, type Setting } from './round';
import { namesIn, readJson } from './run-folder';
import { describeThrown, findRawMessage } from './sentences';

const templates = fileURLToPath(new URL('../../resources/templates', import.meta.url));
const slowAfterMs = 3000;

export function damageSpecs(setting: Setting, name: string, count: number): void {
  const round = new Round(setting, name);
  const files = namesIn(templates).sort();
  for (const [index, mutate] of drawJsonMutants(count, setting.seed).entries()) {
    if (setting.isOver()) return;
    const file = files[index % files.length] ?? '';
    const text = mutate(readJson(join(templates, file)));
    setting.report.add('mutants');
    const began = performance.now();
    const raw = findRaw(text);
    if (raw !== null) round.rawError('a damaged spec', `mutant ${index} of ${file}`, raw);
    const elapsed = performance.now() - began;
    if (elapsed > slowAfterMs)
      round.problem(`mutant ${index}, of ${file}: it takes ${(elapsed / 1000).toFixed(1)} s`);
  }
}

/** Some of the same through the command line. */
export async function validateDamagedSpecs(
  setting: Setting,
  name: string,
  count: number,
): Promise<void> {
  const round = new Round(setting, name);
  const file = setting.scratch.path('damaged-spec.json');
  for (const [index, mutate] of drawJsonMutants(count, setting.seed + 1).entries()) {
    writeFileSync(file, mutate(readJson(join(templates, 'spirals-cdni.json'))));
    const ended = await runProgram('validate', file);
    setting.report.add('mutants');
    round.checkOutput(`validate mutant ${index}`, {
      ...ended,
      stderr: ended.stderr + ended.stdout,
    });
  }
}

function findRaw(text: string): string | null {
  try {
    const problems = check(JSON.parse(text));
    return (
      problems
        .map(formatProblem)
        .map(findRawMessage)
        .find((raw) => raw !== null) ?? null
    );
  } catch (error) {
    return describeThrown(error);
  }
}

function check(value: unknown): Problem[] {
  const { experiment, problems } = parseExperiment(value);
  if (!experiment) return problems;
  const fields = taskFields(experiment.task);
  const all = [...problems, ...checkExperiment(experiment, fields)];
  if (isTrainable({ experiment, problems: all })) {
    countModel(experiment.model, fields);
    findModules(experiment.model);
  }
  return all;
}
