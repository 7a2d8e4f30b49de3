import type { Experiment } from '#spec/experiment';
import { readExperiment } from '#spec/read';

/** A model is a few kilobytes; whoever drops a data set is told before it is read. */
const longest = 8 * 2 ** 20;

/** The experiment in a file, or the sentence that says why there is none. */
export async function modelFrom(
  file: Pick<File, 'name' | 'size' | 'text'>,
): Promise<Experiment | string> {
  if (!/\.json$/i.test(file.name))
    return `'${file.name}' is no model: drop a JSON file of one, or the folder of a project. Data is imported in the Data view.`;
  if (file.size > longest)
    return `'${file.name}' is larger than 8 MB, too large for a model. Data is imported in the Data view.`;
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    return `'${file.name}' is damaged: it is not JSON.`;
  }
  const { experiment, problems } = readExperiment(value);
  if (experiment) return experiment;
  const [first] = problems;
  return `'${file.name}' is no model of this program. ${first?.message ?? ''} ${first?.remedy ?? ''}`;
}
