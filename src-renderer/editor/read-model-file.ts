import type { Experiment } from '#spec/experiment';
import { parseExperiment } from '#spec/parse-experiment';

/**
 * A model takes a few kilobytes; a larger file, such as a data set, is rejected before it is read.
 */
const maxBytes = 8 * 2 ** 20;

/** Reads the experiment in a file. Returns an error message if the file contains none. */
export async function readModelFile(
  file: Pick<File, 'name' | 'size' | 'text'>,
): Promise<Experiment | string> {
  if (!/\.json$/i.test(file.name))
    return `'${file.name}' is no model: drop a JSON file of one, or the folder of a project. Data is imported in the Data view.`;
  if (file.size > maxBytes)
    return `'${file.name}' is larger than 8 MB, too large for a model. Data is imported in the Data view.`;
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch {
    return `'${file.name}' is damaged: it is not JSON.`;
  }
  const { experiment, problems } = parseExperiment(value);
  if (experiment) return experiment;
  const [first] = problems;
  return `'${file.name}' cannot be read as a model. ${first?.message ?? ''} ${first?.remedy ?? ''}`;
}
