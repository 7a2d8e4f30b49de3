import type { NodeKind } from '#spec/nodes';

const square = (x: number, y: number, width: number, height = width): string =>
  `M${x} ${y}h${width}v${height}h${-width}z`;
const circle = (x: number, y: number, radius: number): string =>
  `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
/** An arrow that comes back to where it begins. */
const loop =
  'M3 8v-1a3 3 0 0 1 3-3h7m-2.5-2.5l2.5 2.5l-2.5 2.5M13 8v1a3 3 0 0 1-3 3h-7m2.5 2.5l-2.5-2.5l2.5-2.5';
const target = `${circle(8, 8, 6.5)}${circle(8, 8, 3.5)}${circle(8, 8, 0.7)}`;

/** The sign of each kind of node as strokes in a square of 16 units, like the icons of the canvas. */
export const kindIcons: Readonly<Record<NodeKind, string>> = {
  input: 'M8 2v8m-3.5-3.5l3.5 3.5l3.5-3.5M3 14h10',
  dense: 'M8 2l6.5 3.5l-6.5 3.5l-6.5-3.5zM1.5 8.5l6.5 3.5l6.5-3.5M1.5 11.2l6.5 3.5l6.5-3.5',
  conv2d: `${square(2, 2, 12)}M6 2v12M10 2v12M2 6h12M2 10h12`,
  maxPool: 'M6.5 2v4.5h-4.5M9.5 2v4.5h4.5M6.5 14v-4.5h-4.5M9.5 14v-4.5h4.5',
  averagePool: `${square(2, 2, 12)}M8 2v12M2 8h12`,
  batchNorm: `M2 2v12h12${square(5, 9, 2, 3)}${square(8, 5, 2, 7)}${square(11, 7, 2, 5)}`,
  activation: 'M1.5 12h3c3 0 4-8 7-8h3',
  dropout:
    'M14.5 8a6.5 6.5 0 0 1-1.2 3.7M8 14.5a6.5 6.5 0 0 1-3.7-1.2M1.5 8a6.5 6.5 0 0 1 1.2-3.7M8 1.5a6.5 6.5 0 0 1 3.7 1.2' +
    circle(8, 8, 0.9),
  embedding: `${square(2, 2, 12)}M6 2v12M2 6h12M2 10h12`,
  lstm: loop,
  gru: `${loop}M8 7v2`,
  rnn: 'M14 8a6 6 0 1 1-2-4.5l2 1.8M14 1.8v3.5h-3.5',
  flatten: `${square(2, 3, 12, 4)}${square(2, 9, 12, 4)}`,
  add: 'M8 2.5v11M2.5 8h11',
  concat: `${square(2, 2, 7)}${square(7, 7, 7)}`,
  softmaxCrossEntropy: target,
  meanSquaredError: `${square(1.5, 5, 13, 6)}M4.5 5v2.5M8 5v3.5M11.5 5v2.5`,
};

/** The sign of a decoupled edge around 0, 0, in the same unit: two halves of a link. */
export const unlinkedIcon =
  'M-1 3l-1.2 1.2a2.3 2.3 0 0 1-3.2-3.2l1.2-1.2M1-3l1.2-1.2a2.3 2.3 0 0 1 3.2 3.2l-1.2 1.2M-2-4.5v-1.5M-4.5-2h-1.5M2 4.5v1.5M4.5 2h1.5';
