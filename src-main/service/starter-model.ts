/** A model for a data set that was just imported: a template with the fields and sizes of the data. */
import { countNoun } from '#spec/count-noun';
import { cutMissingParts, type DatasetManifest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { isLoss, type Node } from '#spec/nodes';
import { quote } from '#spec/quote';
import { isImportedTarget, type Field, type Fields } from '#spec/task';

/** From this side on, an image is large enough for two convolutions and two poolings. */
const smallestGrid = 12;
/** Examples of a step; a small data set gives fewer. */
const mostExamples = 128;
/** Of the training part of a text, cut from its end for each part that the data does not have. */
const textCutFraction = 0.05;

/** What a data set is learned from and what is predicted; null where it has nothing to predict. */
interface Roles {
  input: string;
  target: string;
  isGrid: boolean;
}

function findRoles(fields: Fields): Roles | null {
  const names = Object.keys(fields);
  const isTarget = (name: string): boolean => isImportedTarget(name, fields[name] as Field);
  const targets = names.filter(isTarget);
  const target = targets.find((name) => fields[name]?.kind === 'label') ?? targets[0];
  const input = names.find((name) => !isTarget(name));
  if (target === undefined || input === undefined) return null;
  const field = fields[input] as Field;
  const [rows = 0, columns = 0, ...others] = field.kind === 'values' ? field.shape : [];
  return { input, target, isGrid: others.length === 1 && Math.min(rows, columns) >= smallestGrid };
}

/** The template that the model begins with; null where none fits. */
export function chooseTemplate({ format, fields }: DatasetManifest): string | null {
  if (format === 'text') return 'char-lm-dni-8';
  const roles = findRoles(fields);
  if (!roles) return null;
  return roles.isGrid ? 'mnist-cnn-cdni' : 'spirals-cdni';
}

/**
 * The template for the data set: its inputs and its loss read the data, and its output is as large as the target. Throws
 * where `chooseTemplate` finds no template, and WorkbenchError `validation` where there is too little to train on.
 */
export function fitTemplate(template: Experiment, manifest: DatasetManifest): Experiment {
  const { id, name, format, fields, counts } = manifest;
  if (format === 'text') {
    // Each row of a batch reads a stretch of its own, and the last character of the text has no next one.
    const { training, diagnostics } = template;
    const { unroll = 1 } = training;
    const cutOf = (part: number): number =>
      part === 0 ? Math.floor(counts.train * textCutFraction) : 0;
    const trained = counts.train - cutOf(counts.validation) - cutOf(counts.test);
    const rows = Math.floor((trained - 1) / unroll);
    if (rows < 1)
      throw new WorkbenchError(
        'validation',
        `${quote(name)} has ${countNoun(trained, 'character')} to train on, and the model that it would get needs ${unroll + 1} at least: take a longer text.`,
      );
    const batch = Math.min(training.batch, rows);
    return experimentSchema.parse({
      ...template,
      name,
      description: describe(format, trained),
      task: {
        ...{ kind: 'text', dataset: id },
        ...{ validationFraction: textCutFraction, testFraction: textCutFraction },
      },
      training: { ...training, batch },
      diagnostics: { ...diagnostics, batch: Math.min(diagnostics.batch, batch) },
    });
  }
  const roles = findRoles(fields);
  if (!roles) throw new Error(`The data set '${id}' has nothing to predict.`);
  const target = fields[roles.target] as Field;
  const isClass = target.kind === 'label';
  const { model, training, diagnostics } = template;
  const outputs = new Set(
    model.edges.filter(({ to }) => isLoss(model.nodes[to] as Node)).map(({ from }) => from),
  );
  const adapt = (nodeId: string, node: Node): object => {
    if (node.kind === 'input') return { ...node, field: roles.input };
    if (isLoss(node))
      return { kind: isClass ? 'softmaxCrossEntropy' : 'meanSquaredError', target: roles.target };
    if (!outputs.has(nodeId) || node.kind !== 'dense') return node;
    return {
      ...node,
      units: isClass ? 'classes' : target.shape.reduce((size, length) => size * length, 1),
    };
  };
  const parts = cutMissingParts(counts);
  const trained = counts.train - (parts.validation ?? 0) - (parts.test ?? 0);
  const batch = Math.max(1, Math.min(mostExamples, trained));
  return experimentSchema.parse({
    ...template,
    name,
    description: describe(format, trained),
    model: {
      ...model,
      nodes: Object.fromEntries(
        Object.entries(model.nodes).map(([nodeId, node]) => [nodeId, adapt(nodeId, node)]),
      ),
      edges: model.edges.map((edge) => (isClass ? edge : withoutLabel(edge))),
    },
    task: {
      kind: 'dataset',
      dataset: id,
      fields,
      ...parts,
    },
    training: { ...training, batch },
    diagnostics: { ...diagnostics, batch: Math.min(diagnostics.batch, batch) },
  });
}

/** A synthesizer is shown classes, which the data does not have. */
function withoutLabel(edge: Experiment['model']['edges'][number]): object {
  const { decoupled } = edge;
  if (decoupled?.synthesizer.condition !== 'label') return edge;
  const synthesizer = { ...decoupled.synthesizer, condition: undefined };
  return { ...edge, decoupled: { ...decoupled, synthesizer } };
}

/** `count`: the examples of the training part, or the characters of a text, which the task may cut. */
function describe(format: DatasetManifest['format'], count: number): string {
  const [one, many] = format === 'text' ? ['character', 'characters'] : ['example', 'examples'];
  return `Made for this data set, which has ${countNoun(count, one, many)} to train on.`;
}
