import type { Column } from '#data/dataset';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import type { DecisionSurface, InspectRequest } from '#spec/inspect';
import { findSurfaceNodes } from '#spec/surface';
import { isStream, type TrainingData } from '../feed/source';
import { buildNetwork } from '../model/network';
import { loadWeights } from './checkpoint';
import { Predictor } from './predictor';

export interface SurfaceOptions {
  spec: Experiment;
  data: TrainingData;
  /** Folder of the run's checkpoints, and the step of the one to ask. */
  checkpoints: string;
  step: number;
}

/** Examples that are shown on the surface. */
const mostExamples = 300;
/** The grid reaches further than the outermost example by this factor. */
const margin = 1.1;

/**
 * Asks a checkpoint for the class of every point of a square grid around the examples of the training part. Every tensor it
 * makes is freed. Throws a WorkbenchError: `validation` where the model does not sort points of a plane into classes, and as
 * `loadWeights` does.
 */
export async function computeSurface(
  { spec, data, checkpoints, step }: SurfaceOptions,
  { size }: Extract<InspectRequest, { kind: 'surface' }>,
): Promise<DecisionSurface> {
  const nodes = findSurfaceNodes(spec, data.fields);
  if (!nodes || isStream(data))
    throw new WorkbenchError(
      'validation',
      'Only a model that reads two numbers and gives them a class has a decision surface.',
    );
  const { train } = data.splits;
  const points = train.columns[nodes.field] as Extract<Column, { kind: 'values' }>;
  const labels = train.columns[nodes.target] as Extract<Column, { kind: 'label' }>;
  const coordinates = Float32Array.from(points.data, (stored) => stored * points.scale);
  const extent = margin * coordinates.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const network = buildNetwork(spec.model, data.fields, spec.training.seed);
  try {
    await loadWeights(checkpoints, step, network);
    const predictor = new Predictor(network, size * size);
    const prediction = predictor
      .run({
        clock: { offset: 0, ticks: 1 },
        rows: size * size,
        history: 0,
        values: {
          [nodes.field]: gridPoints(size, extent),
          [nodes.target]: new Int32Array(size * size).fill(-1),
        },
        begins: null,
      })
      .get(nodes.loss);
    predictor.dispose();
    const { width, values } = prediction ?? { width: 1, values: new Float32Array() };
    const likeliest = Array.from({ length: size * size }, (_, row) =>
      likeliestClass(values.subarray(row * width, (row + 1) * width)),
    );
    return {
      kind: 'surface',
      step,
      loss: nodes.loss,
      size,
      extent,
      classes: likeliest.map(({ index }) => index),
      probabilities: likeliest.map(({ probability }) => probability),
      examples: Array.from({ length: Math.min(mostExamples, train.count) }, (_, row) => [
        coordinates[2 * row] ?? 0,
        coordinates[2 * row + 1] ?? 0,
        labels.data[row] ?? 0,
      ]),
    };
  } finally {
    network.dispose();
  }
}

/** x and y of each point of the grid, row by row. */
function gridPoints(size: number, extent: number): Float32Array {
  const at = (index: number): number => extent * ((2 * index) / (size - 1) - 1);
  return Float32Array.from({ length: 2 * size * size }, (_, index) => {
    const point = index >> 1;
    return index % 2 === 0 ? at(point % size) : at(Math.floor(point / size));
  });
}

/** The class with the largest logit, and its probability by softmax, to three digits. */
function likeliestClass(logits: Float32Array): { index: number; probability: number } {
  const index = logits.indexOf(Math.max(...logits));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - (logits[index] ?? 0)), 0);
  return { index: Math.max(0, index), probability: Math.round(1000 / sum) / 1000 };
}
