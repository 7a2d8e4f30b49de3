import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { writePyTorchScript } from '#exchange/pytorch/write-script';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import { taskFields, type Fields } from '#spec/task';
import { experiment } from '../../engine/helpers';
import { emptyFolder } from '../../storage/helpers';
import { stepCases } from './step-cases';

const run = promisify(execFile);
const hasPython = await run('python3', ['--version']).then(
  () => true,
  () => false,
);
const folder = new URL('../../../../resources/templates/', import.meta.url);
const letter: Fields[string] = {
  kind: 'label',
  classes: 4,
  names: ['unknown', '\n', 'a', '"'],
};
const letters: Fields = { symbol: letter, next: letter };

/** Templates with networks of one rate: by name, the scripts. */
const templates = Object.fromEntries(
  readdirSync(folder).flatMap((file): [string, string][] => {
    const spec = experimentSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    if (spec.task.kind === 'counting') return [];
    const fields = spec.task.kind === 'text' ? letters : taskFields(spec.task);
    return [[file, writePyTorchScript(spec, { fields })]];
  }),
);
const scripts = {
  ...templates,
  ...Object.fromEntries(
    Object.entries(stepCases).map(([name, { spec, data }]) => [
      name,
      writePyTorchScript(spec, { fields: data?.fields ?? taskFields(spec.task) }),
    ]),
  ),
};

/** Two dense layers on images, decoupled, with what a test changes. */
function small(change: (spec: ExperimentInput) => void = () => undefined): Experiment {
  const input: ExperimentInput = {
    version: 1,
    name: 'small',
    model: {
      nodes: {
        image: { kind: 'input', field: 'image' },
        hidden: { kind: 'dense', units: 5 },
        logits: { kind: 'dense', units: 10 },
        loss: { kind: 'softmaxCrossEntropy', target: 'label' },
      },
      edges: [
        { from: 'image', to: 'hidden' },
        { from: 'hidden', to: 'logits', decoupled: { synthesizer: { hidden: [] } as never } },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'mnist' },
    training: { steps: 10, optimizer: { kind: 'adam', rate: 0.001 } },
  };
  change(input);
  return experiment(input);
}

const write = (spec: Experiment): string =>
  writePyTorchScript(spec, { fields: taskFields(spec.task) });

describe('a PyTorch script', () => {
  it.skipIf(!hasPython)('is valid Python for every template and every kind of step', async () => {
    const place = await emptyFolder();
    const paths = Object.keys(scripts).map((_, index) => join(place, `script${index}.py`));
    await Promise.all(
      Object.values(scripts).map((code, index) => writeFile(paths[index] ?? '', code)),
    );
    const check = 'import ast, sys; [ast.parse(open(path).read()) for path in sys.argv[1:]]';
    await expect(run('python3', ['-c', check, ...paths])).resolves.toMatchObject({ stderr: '' });
  });

  it('has lines of at most 99 columns, none with blanks at its end, and no mark of a template', () => {
    for (const [name, code] of Object.entries(scripts))
      for (const line of code.split('\n')) {
        expect(line.length, `${name}: ${line}`).toBeLessThanOrEqual(99);
        expect(line, name).not.toMatch(/\s$|^%|undefined|NaN/);
      }
  });

  it('names layers as the model does, with their shapes', () => {
    const code = write(small());
    expect(code).toContain('self.hidden = layer(linear=nn.Linear(784, 5))  # [784] to [5]');
    expect(code).toContain(
      "logits = self.logits(edges['hidden->logits'].send(hidden))  # [rows, 10]",
    );
  });

  it('leaves out what its method does not use', () => {
    const none = write(small(({ training }) => (training.method = 'none')));
    expect(none).toContain('self.logits(hidden.detach())');
    expect(none).not.toContain('Synthesizer');
    const backprop = write(small(({ training }) => (training.method = 'backprop')));
    expect(backprop).toContain('self.logits(hidden)');
    expect(backprop).not.toContain('detach().requires_grad_');
    expect(backprop).not.toContain('Iterator');
  });

  it('gives nodes other names where Python or PyTorch has them, and saves them under their own', () => {
    const code = scripts['branches, two losses'] ?? '';
    expect(code).toContain('self.lambda_ = layer(');
    expect(code).toContain('self.train_ = layer(');
    expect(code).toContain("'lambda_': 'lambda',");
  });

  it('draws who updates under sparse updates', () => {
    const code = write(small(({ training }) => (training.updateProbability = 0.25)));
    expect(code).toContain("UPDATE_PROBABILITIES = {'hidden': 0.25, 'logits': 0.25}");
    expect(code).toContain("below='hidden'");
  });

  it('asks for data where its task reads some, and names no path where it makes them', () => {
    const usage = (name: string) => scripts[name]?.match(/^ {4}python SCRIPT.*$/gm);
    expect(usage('mnist-cdni.json')).toEqual([
      '    python SCRIPT --data PATH                              trains from random weights',
      '    python SCRIPT --data PATH --checkpoint DIR --steps 10  goes on from a checkpoint of a run',
    ]);
    for (const name of ['spirals-cdni.json', 'copy-dni.json']) {
      expect(usage(name), name).toEqual([
        '    python SCRIPT                              trains from random weights',
        '    python SCRIPT --checkpoint DIR --steps 10  goes on from a checkpoint of a run',
      ]);
      expect(scripts[name], name).not.toContain('--data');
    }
    // Without a text of its own, it makes one.
    expect(usage('char-lm-dni-8.json')?.[0]).not.toContain('--data');
    expect(scripts['char-lm-dni-8.json']).toContain("'--data'");
  });

  it('keeps quotes and backslashes of the name out of the code', () => {
    const code = write(small((spec) => (spec.name = 'a """ \\ b')));
    expect(code.split('"""')[1]).toContain("a ''' / b");
  });
});

/** As many layers side by side, summed and joined, and a rate with as many steps. */
const long = (count: number): Experiment =>
  small((spec) => {
    const ids = Array.from({ length: count }, (_, index) => `parallel${index}`);
    spec.name = 'n'.repeat(200);
    spec.description = `short ${'d'.repeat(500)}`;
    const at = ids.map((_, index) => index + 1);
    spec.training.optimizer = {
      kind: 'sgd',
      rate: 1,
      schedule: { kind: 'step', at, factor: 0.5 },
    };
    Object.assign(spec.model.nodes, {
      sum: { kind: 'add' },
      join: { kind: 'concat' },
      ...Object.fromEntries(ids.map((id) => [id, { kind: 'dense', units: 3 }])),
    });
    const { edges } = spec.model;
    edges[1] = { from: 'join', to: 'logits' };
    edges.push({ from: 'sum', to: 'join' });
    for (const id of ids)
      edges.push({ from: 'hidden', to: id }, { from: id, to: 'sum' }, { from: id, to: 'join' });
  });

describe('long names and lists', () => {
  const code = write(long(100));

  it('keep to the width of a line', () => {
    for (const line of code.split('\n')) expect(line.length, line).toBeLessThanOrEqual(99);
    expect(code.split('"""')[1]?.replace(/\s/g, '')).toContain('n'.repeat(200));
  });

  it.skipIf(!hasPython)('are the same Python as on one line', async () => {
    const path = join(await emptyFolder(), 'long.py');
    await writeFile(path, code);
    const check = [
      'import ast, sys',
      'tree = ast.parse(open(sys.argv[1]).read())',
      'lists = [node for node in ast.walk(tree) if isinstance(node, ast.List)]',
      'print(ast.unparse(max(lists, key=lambda node: len(node.elts))))',
      'for node in ast.walk(tree):',
      '    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):',
      '        print(ast.unparse(node.value))',
    ].join('\n');
    const { stdout } = await run('python3', ['-c', check, path]);
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    expect(stdout).toContain(`[${numbers.map((number) => number + 1).join(', ')}]\n`);
    expect(stdout).toContain(`${numbers.map((number) => `parallel${number}`).join(' + ')}\n`);
  });
});

it.skipIf(!hasPython)('says in one sentence which package is missing', async () => {
  const path = join(await emptyFolder(), 'script.py');
  await writeFile(path, write(small()));
  // Isolated from the packages of the machine, Python has no NumPy.
  const end = await run('python3', ['-I', '-S', path]).catch((error: unknown) => error);
  expect(end).toMatchObject({
    code: 1,
    stderr: "No module named 'numpy'. Install what this script needs: pip install numpy torch\n",
  });
});

describe('what a script cannot express is named in a sentence', () => {
  const refused = (change: (spec: ExperimentInput) => void): (() => string) => {
    return () => write(small(change));
  };

  it('data whose fields are not known', () => {
    expect(() => writePyTorchScript(small(), { fields: null })).toThrow(
      /the shapes of its data are not known/,
    );
  });

  it('nodes of another rate', () => {
    const change = ({ model }: ExperimentInput): void => {
      model.nodes['hidden'] = { kind: 'dense', units: 5, period: 4 };
    };
    expect(refused(change)).toThrow(/'hidden' ticks every 4 ticks.*Remove 'period'/);
  });

  it('imported sequences', () => {
    const spec = small((input) => {
      input.task = { kind: 'sequence', dataset: 'x' };
    });
    const fields = taskFields({ kind: 'mnist', validation: 0 });
    expect(() => writePyTorchScript(spec, { fields })).toThrow(/the task 'sequence' has no reader/);
  });

  it('an auxiliary task above another module', () => {
    const { spec } = stepCases['embedding, batch norm, two modules'] ?? {};
    const edges = spec?.model.edges.map((edge) =>
      edge.delay ? { ...edge, decoupled: { ...edge.decoupled, auxiliary: true } } : edge,
    );
    const changed = { ...spec, model: { ...spec?.model, edges } } as Experiment;
    expect(() => write(changed)).toThrow(/'auxiliary' on 'core->core' runs a window again/);
  });

  it('a core without its state, and inputs that arrive late', () => {
    const core = ({ model, training, task }: ExperimentInput): void => {
      void task;
      training.unroll = 2;
      model.nodes['hidden'] = { kind: 'lstm', units: 5 };
    };
    expect(refused(core)).toThrow(/the core 'hidden' has no edge to itself/);
    expect(
      refused(({ model }) => {
        model.edges[0] = { from: 'image', to: 'hidden', delay: 1 };
      }),
    ).toThrow(/the delayed edge from the input 'image'/);
  });
});

it('has no control characters of a name, which Python does not read, and says what is wrong with a path', () => {
  const script = writePyTorchScript(
    small((spec) => (spec.name = 'a\u0000b\u0007')),
    {
      fields: taskFields({ kind: 'mnist', validation: 0 } as never),
    },
  );
  expect(script).toMatch(/^"""a b\n/);
  expect(script).not.toMatch(/[^\P{Cc}\n]/u);
  expect(script).toContain('is a checkpoint of another {self.other}');
  expect(script).toContain('except OSError as error:');
});

it('finds a text in the home folder, as the program does', () => {
  const script = (train: string): string => {
    const template = JSON.parse(
      readFileSync(new URL('char-lm-bptt-40.json', folder), 'utf8'),
    ) as object;
    const spec = experimentSchema.parse({ ...template, task: { kind: 'text', train } });
    return writePyTorchScript(spec, { fields: letters });
  };
  expect(script('~/text.txt')).toMatch(/Path\(['"]~\/text\.txt['"]\)\.expanduser\(\)/);
  expect(script('/data/text.txt')).toMatch(/Path\(['"]\/data\/text\.txt['"]\)(?!\.)/);
});
