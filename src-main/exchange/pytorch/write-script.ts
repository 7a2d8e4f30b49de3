import { lossNodes } from '#spec/deciding-loss';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { inferShapes, messageShape } from '#spec/shapes';
import type { Fields, Task } from '#spec/task';
import { workbenchVersion } from '#spec/version';
import { batchSection } from './batch-section';
import { breakLongLines } from './break-lines';
import { assertSupported } from './check-supported';
import { dataSection, needsData } from './data-section';
import { mainSection } from './main-section';
import { modelSection } from './model-section';
import { buildOptimizers, optimizerSection } from './optimizer-section';
import { call, text, wrap } from './python-text';
import { readScriptSource, updateProbabilities, type ScriptSource } from './script-source';
import { stepSection } from './step-section';
import { synthesizerSection } from './synthesizer-section';
import { weightsSection } from './weights-section';

/**
 * A Python script that builds the model of an experiment with PyTorch, loads its weights from a checkpoint, and does the
 * same training step (`engine/pass/window-pass.ts`, `engine/step/step-computation.ts`). The experiment has to be valid.
 * Throws `validation` where the fields of the data are not known, or for a setting that the script cannot express; the
 * details name it. Example:
 *
 *     const python = writePyTorchScript(experiment, { fields: taskFields(experiment.task) });
 */
export function writePyTorchScript(
  experiment: Experiment,
  { fields }: { fields: Fields | null },
): string {
  if (!fields)
    throw new WorkbenchError(
      'validation',
      "The PyTorch script of this experiment cannot be written: the shapes of its data are not known. Import its data first, or describe them in 'task.fields'.",
      { setting: 'task' },
    );
  assertUsesFields(experiment, fields);
  const source = readScriptSource(experiment, fields);
  assertSupported(source);
  const sections = [
    section('Model', [batchSection(source), modelSection(source)]),
    section('Synthesizers', [synthesizerSection(source)]),
    section('Weights', [weightsSection(source)]),
    section('Training step', [
      optimizerSection(source),
      buildOptimizers(source),
      stepSection(source),
    ]),
    section('Data', [dataSection(source)]),
    section('Main', [mainSection(source)]),
  ].filter(Boolean);
  const body = breakLongLines(sections.join('\n\n\n'));
  const head = [docstring(source), imports(body), breakLongLines(constants(source))].join('\n\n');
  return `${head}\n\n\n${body}\n`;
}

function assertUsesFields({ model }: Experiment, fields: Fields): void {
  const { problems } = inferShapes(model, fields);
  const missing = lossNodes(model).find(({ node }) => !Object.hasOwn(fields, node.target));
  const message = problems[0]?.message ?? (missing && `no field '${missing.node.target}'`);
  if (message !== undefined)
    throw new WorkbenchError(
      'validation',
      `The PyTorch script of this experiment cannot be written: the model does not fit its data. ${message}`,
    );
}

function section(title: string, parts: readonly string[]): string {
  const content = parts.filter(Boolean).map((part) => part.trim());
  if (content.length === 0) return '';
  const rule = `# ${'-'.repeat(title.length)}`;
  return [`${rule}\n# ${title}\n${rule}`, ...content].join('\n\n\n');
}

function docstring({ experiment, isStream }: ScriptSource): string {
  const { name, description } = experiment;
  // Python reads no source with a null byte, and other control characters say nothing in a text.
  const safe = (value: string): string =>
    value
      .replaceAll('\\', '/')
      .replaceAll('"', "'")
      .replace(/\p{Cc}/gu, ' ');
  const lines = [
    ...wrap(safe(name), 80),
    '',
    ...(description === undefined ? [] : [...wrap(safe(description), 88), '']),
    ...wrap(
      `The model, its training step (method ${experiment.training.method}) and its data, written by DNI Workbench ${workbenchVersion}. With the weights of a checkpoint and the same batches, a step gives the same loss and the same weights as there, up to the rounding of float32.`,
      88,
    ),
    ...(experiment.training.precision === 'bfloat16'
      ? ['', ...wrap('There the products of a step are of bfloat16, here they are of float32.', 88)]
      : []),
    '',
    ...usage(experiment.task),
    '',
    ...wrap(
      `It prints a line of JSON a step. Random numbers (initial weights, ${isStream ? 'sequences' : 'the order of examples'}, dropout, sparse updates) are those of PyTorch and NumPy, so that they differ from the program's.`,
      88,
    ),
  ];
  return `"""${lines.join('\n')}\n"""`;
}

function usage(task: Task): string[] {
  const data = needsData(task) ? ' --data PATH' : '';
  const checkpoint = ' --checkpoint DIR --steps 10';
  const line = (options: string, effect: string): string =>
    `    python SCRIPT${options.padEnd(data.length + checkpoint.length)}  ${effect}`;
  return [
    line(data, 'trains from random weights'),
    line(`${data}${checkpoint}`, 'goes on from a checkpoint of a run'),
  ];
}

const importable: readonly (readonly [line: string, used: RegExp])[] = [
  ['import argparse', /./],
  ['import gzip', /\bgzip\./],
  ['import json', /./],
  ['import math', /\bmath\./],
  ['import re', /\bre\./],
  ['import sys', /\bsys\./],
  ['from argparse import RawDescriptionHelpFormatter as RawText', /./],
];

/** The imports that the code uses, the standard library first. */
function imports(body: string): string {
  const uses = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(body);
  const from = (module: string, names: readonly string[]): string[] => {
    const used = names.filter(uses);
    return used.length > 0 ? [`from ${module} import ${used.join(', ')}`] : [];
  };
  return [
    'from __future__ import annotations',
    '',
    ...importable.filter(([, used]) => used.test(body)).map(([line]) => line),
    ...from('collections', ['Counter', 'OrderedDict']),
    ...from('collections.abc', ['Callable', 'Iterable', 'Iterator']),
    ...from('dataclasses', ['dataclass']),
    ...from('functools', ['partial']),
    ...(/\bcount\(\)/.test(body) ? ['from itertools import count'] : []),
    'from pathlib import Path',
    'from typing import Any',
    '',
    'try:',
    '    import numpy as np',
    '    import torch',
    '    import torch.nn.functional as F',
    '    from torch import Tensor, nn',
    'except ImportError as error:',
    `    sys.exit(f"{error}. Install what this script needs: pip install numpy torch")`,
  ].join('\n');
}

function constants(source: ScriptSource): string {
  const { experiment, isStream, ticks, history } = source;
  const { batch, steps, seed } = experiment.training;
  const probabilities = [...updateProbabilities(source)].map(
    ([id, share]) => `${text(id)}: ${share}`,
  );
  return [
    `SEED = ${seed}`,
    `STEPS = ${steps}`,
    `BATCH = ${batch}`,
    ...(isStream && ticks !== null ? [`TICKS = ${ticks}  # of a window: the unroll`] : []),
    ...(isStream ? [`HISTORY = ${history}  # ticks before a window that are read with it`] : []),
    ...(isStream
      ? ['# By edge whose messages outlive their tick, their size.', statesLine(source)]
      : []),
    ...(probabilities.length > 0
      ? [
          '# By module, how likely it is to update in a step.',
          call('UPDATE_PROBABILITIES = ', probabilities, { open: '{}' }),
        ]
      : []),
  ].join('\n');
}

function statesLine({ experiment, shapes }: ScriptSource): string {
  const { model } = experiment;
  const entries = model.edges.flatMap((edge) =>
    edge.delay === undefined
      ? []
      : [`${text(edgeId(edge))}: ${messageShape(model, shapes, edge)?.[0] ?? 0}`],
  );
  return call('STATES = ', entries, { open: '{}' });
}
