/** A perceptron that is cut into equal modules, each of which is trained by a process of its own. */
export interface ChainSize {
  name: string;
  modules: number;
  /** Rectified layers of each module. */
  layers: number;
  units: number;
  batch: number;
}

/** One whose passes take about as long as a message, and one whose passes take much longer. */
export const chainSizes: readonly ChainSize[] = [
  { name: 'small', modules: 2, layers: 2, units: 256, batch: 64 },
  { name: 'large', modules: 2, layers: 4, units: 1024, batch: 256 },
];

export const classes = 10;

/** Of a message: the activations of the whole batch, in float32. */
export function messageBytes({ units, batch }: ChainSize): number {
  return 4 * units * batch;
}
