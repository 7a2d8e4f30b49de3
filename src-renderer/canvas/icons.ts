import type { Component } from 'svelte';
import ArrowDownToLine from '@lucide/svelte/icons/arrow-down-to-line';
import Activity from '@lucide/svelte/icons/activity';
import ChartBarBig from '@lucide/svelte/icons/chart-bar-big';
import CircleDotDashed from '@lucide/svelte/icons/circle-dot-dashed';
import Combine from '@lucide/svelte/icons/combine';
import Grid2x2 from '@lucide/svelte/icons/grid-2x2';
import Grid3x3 from '@lucide/svelte/icons/grid-3x3';
import Layers from '@lucide/svelte/icons/layers';
import Minimize2 from '@lucide/svelte/icons/minimize-2';
import Plus from '@lucide/svelte/icons/plus';
import Repeat from '@lucide/svelte/icons/repeat';
import Repeat1 from '@lucide/svelte/icons/repeat-1';
import RotateCw from '@lucide/svelte/icons/rotate-cw';
import Ruler from '@lucide/svelte/icons/ruler';
import StretchHorizontal from '@lucide/svelte/icons/stretch-horizontal';
import Table from '@lucide/svelte/icons/table-2';
import Target from '@lucide/svelte/icons/target';
import type { NodeKind } from '#spec/nodes';

/** The icon of each kind of node, on the canvas and in the palette. */
export const kindIcons: Record<NodeKind, Component> = {
  input: ArrowDownToLine,
  dense: Layers,
  conv2d: Grid3x3,
  maxPool: Minimize2,
  averagePool: Grid2x2,
  batchNorm: ChartBarBig,
  activation: Activity,
  dropout: CircleDotDashed,
  embedding: Table,
  lstm: Repeat,
  gru: Repeat1,
  rnn: RotateCw,
  flatten: StretchHorizontal,
  add: Plus,
  concat: Combine,
  softmaxCrossEntropy: Target,
  meanSquaredError: Ruler,
};
