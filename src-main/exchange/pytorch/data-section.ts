import type { Task, TaskKind } from '#spec/task';
import { findField } from '#spec/task';
import { fillTemplate, text } from './python-text';
import { exampleReaders } from './data/examples';
import { streamBase, streamReaders } from './data/streams';
import type { ScriptSource } from './script-source';

/** Where batches come from: recorded ones, and those of the task. */
export function dataSection(source: ScriptSource): string {
  const { experiment, isStream } = source;
  const { task } = experiment;
  const marks = dataMarks(source);
  return [
    fillTemplate(recordedTemplate, marks),
    ...(isStream ? [fillTemplate(streamBase, marks)] : []),
    ...(task.kind === 'text' && marks['named'] ? [vocabulary(source)] : []),
    fillTemplate(readerOf(task), marks),
    openFunction(source),
  ].join('\n\n\n');
}

function dataMarks(source: ScriptSource): Record<string, boolean> {
  const { experiment, isStream } = source;
  const { task, training } = experiment;
  return {
    stream: isStream,
    named: vocabulary(source) !== '',
    generated: task.kind === 'text' && task.train === undefined && task.dataset === undefined,
    shuffle: training.shuffle,
    curriculum: 'curriculum' in task && task.curriculum,
    aligned: training.method === 'backprop' || task.kind === 'counting',
    all: 'asked' in task && task.asked === 'all',
    word: task.kind === 'text' && task.unit === 'word',
  };
}

function readerOf(task: Task): string {
  const readers: Partial<Record<TaskKind, string>> = { ...exampleReaders, ...streamReaders };
  return readers[task.kind] ?? '';
}

function openFunction(source: ScriptSource): string {
  const { experiment, fields } = source;
  const labels = Object.keys(fields).filter((name) => findField(fields, name)?.kind === 'label');
  return [
    `LABELS = {${labels.map(text).join(', ')}}`,
    '',
    '',
    ...(takesData(experiment.task)
      ? [
          'def open_data(path: Path | None, seed: int) -> Any:',
          '    """The data of the task; path: --data."""',
        ]
      : ['def open_data(seed: int) -> Any:', '    """The data of the task."""']),
    ...openLines(source).map((line) => `    ${line}`),
  ].join('\n');
}

/** Whether the data of a task can be read from where `--data` says. */
export function takesData({ kind }: Task): boolean {
  return ['mnist', 'dataset', 'text', 'counting'].includes(kind);
}

/** Whether they have to be: a text may be generated, or have a path of its own. */
export function needsData(task: Task): boolean {
  return takesData(task) && (task.kind !== 'text' || (!task.train && task.dataset !== undefined));
}

function openLines(source: ScriptSource): string[] {
  const { experiment, history } = source;
  const { task } = experiment;
  const stream = `seed, history=${history}`;
  switch (task.kind) {
    case 'mnist':
      return [
        'if path is None:',
        "    sys.exit('Say where the IDX files of MNIST are: --data FOLDER.')",
        `return Examples(read_mnist(path, validation=${task.validation}), seed)`,
      ];
    case 'dataset':
      return [
        'if path is None:',
        `    sys.exit(${text(`Say where the data set is: --data PROJECT/datasets/${task.dataset}.`)})`,
        `return Examples(read_dataset(path, cut=${(task.validation ?? 0) + (task.test ?? 0)}), seed)`,
      ];
    case 'spirals':
      return [
        `points = make_spirals(${task.train}, ${task.classes}, ${task.turns}, ${task.noise}, seed=${task.seed})`,
        'return Examples(points, seed)',
      ];
    case 'recall':
      return [`return Recall(${task.symbols}, ${task.delay}, ${stream})`];
    case 'copy':
      return [`return Copy(${task.symbols}, ${task.length}, ${task.threshold}, ${stream})`];
    case 'repeatCopy':
      return [
        'return RepeatCopy(',
        `    ${task.symbols}, ${task.length}, ${task.repeats}, ${task.threshold}, ${stream}`,
        ')',
      ];
    case 'reber':
      return [`return Reber(${task.distance}, ${stream})`];
    case 'brackets':
      return [`return Brackets(${task.pairs}, ${task.distance}, ${task.depth}, ${stream})`];
    case 'text':
      return [...textLines(source, task), `return Text(symbols, ${task.resetEvery}, ${stream})`];
    case 'counting':
      return [
        'if path is None:',
        "    sys.exit('Say where the IDX files of MNIST are: --data FOLDER.')",
        `digits = read_mnist(path, validation=${task.validation})`,
        `return Counting(digits, ${task.ticks}, ${task.levels}, ${stream})`,
      ];
    default:
      return ['raise NotImplementedError'];
  }
}

function textLines(source: ScriptSource, task: Extract<Task, { kind: 'text' }>): string[] {
  const field = findField(source.fields, 'symbol');
  const classes = field?.kind === 'label' && !field.names ? `, classes=${field.classes}` : '';
  const isGenerated = task.train === undefined && task.dataset === undefined;
  const file = task.train === undefined ? null : pathOf(task.train);
  return [
    ...(file === null ? [] : [`path = path or ${file}`]),
    ...(file === null && !isGenerated
      ? ['if path is None:', "    sys.exit('Say where the text is: --data FILE.')"]
      : []),
    isGenerated
      ? "text = path.read_text('utf-8') if path else bracket_text(20_000, seed)"
      : "text = path.read_text('utf-8')",
    `symbols = encode_text(text, held_out=${heldOut(task)}${classes})`,
  ];
}

/** `~` is the user's home, as in the program. */
function pathOf(file: string): string {
  return `Path(${text(file)})${/^~($|[/\\])/.test(file) ? '.expanduser()' : ''}`;
}

/** The symbols of the classes, from class 1 on; null where they are too many to be named. */
function vocabulary({ fields }: ScriptSource): string {
  const field = findField(fields, 'symbol');
  const names = field?.kind === 'label' ? field.names?.slice(1) : undefined;
  if (!names) return '';
  const lines: string[][] = [[]];
  for (const name of names) {
    const literal = text(name);
    const used = lines.at(-1)?.join(', ').length ?? 0;
    if (used + literal.length > 80) lines.push([]);
    lines.at(-1)?.push(literal);
  }
  const rows = lines.map((line) => `    ${line.join(', ')},`);
  return [
    '# The symbols of the classes from 1 on; 0 is the unknown one.',
    'SYMBOLS = [',
    ...rows,
    ']',
  ].join('\n');
}

/** The fractions that are cut from the end of the text. */
function heldOut(task: Extract<Task, { kind: 'text' }>): string {
  const fractions = [
    ...(task.test === undefined ? [task.testFraction] : []),
    ...(task.validation === undefined ? [task.validationFraction] : []),
  ].filter((fraction) => fraction > 0);
  return `[${fractions.join(', ')}]`;
}

const recordedTemplate = `
class Recorded:
%stream     """Windows from a safetensors file, by field [steps, history + ticks, rows, ...].
%stream 
%stream     begins, if it is there, is [steps, ticks + 1, rows].
%stream     """
%!stream     """Batches from a safetensors file, by field [steps, rows, ...]."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.arrays = read_safetensors(path)
        self.step = 0

    def next(self, ticks: int) -> Any:
        count = min((len(array) for array in self.arrays.values()), default=0)
        if self.step >= count:
            sys.exit(f"'{self.path}' has batches for {count} steps. Lower --steps.")
        fields = {name: array[self.step] for name, array in self.arrays.items()}
        self.step += 1
%stream         begins = fields.pop('begins', None)
        fields = {
            name: values.long() if name in LABELS else values
            for name, values in fields.items()
        }
%stream         return Window(fields, begins, HISTORY)
%!stream         return Batch(fields)
`;
