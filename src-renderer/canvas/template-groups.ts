import type { Experiment } from '#spec/experiment';
import type { TaskKind } from '#spec/task';

export interface TemplateGroup<Template> {
  heading: string;
  /** Where the paper has it, in a sentence. */
  paper: string;
  templates: Template[];
}

interface PaperExperiment {
  heading: string;
  paper: string;
  has: (spec: Experiment) => boolean;
}

const isTask =
  (...kinds: TaskKind[]) =>
  ({ task }: Experiment): boolean =>
    kinds.includes(task.kind);

/** In the order in which they are listed; a template belongs to the first that has it in the order of `questions`. */
const experiments = {
  layers: {
    heading: 'Feed-forward layers',
    paper: 'The paper’s feed-forward networks on MNIST, section 3.3: every hidden layer decoupled.',
    has: () => true,
  },
  convolutions: {
    heading: 'Convolutional networks',
    paper:
      'The paper’s feed-forward networks on MNIST and CIFAR-10, section 3.3, with convolutions.',
    has: ({ model }) => Object.values(model.nodes).some(({ kind }) => kind === 'conv2d'),
  },
  unlocked: {
    heading: 'Fully unlocked',
    paper: 'The paper’s complete unlock: synthetic inputs as well as synthetic gradients.',
    has: ({ model }) => model.edges.some(({ decoupled }) => decoupled?.syntheticInput),
  },
  sparse: {
    heading: 'Sparse updates',
    paper:
      'The paper’s sparse updates: each module is updated at random, with a small probability.',
    has: ({ model, training }) =>
      training.updateProbability < 1 ||
      Object.values(model.modules).some(({ updateProbability }) => (updateProbability ?? 1) < 1),
  },
  copying: {
    heading: 'Copy and Repeat Copy',
    paper: 'The paper’s recurrent networks, section 3.1: how long a sequence is learned.',
    has: isTask('copy', 'repeatCopy'),
  },
  memory: {
    heading: 'Memory beyond the unroll',
    paper: 'Not in the paper: small tasks in which the gradient beyond the cut is all that counts.',
    has: isTask('recall', 'reber', 'brackets', 'sequence'),
  },
  language: {
    heading: 'Language models',
    paper: 'The paper’s recurrent networks, section 3.1: characters of Penn Treebank.',
    has: isTask('text'),
  },
  networks: {
    heading: 'Networks of several rates',
    paper: 'The paper’s system of two networks, section 3.2: they tick at different rates.',
    has: isTask('counting'),
  },
} satisfies Record<string, PaperExperiment>;

const listed: readonly PaperExperiment[] = Object.values(experiments);
const { networks, language, copying, memory, unlocked, sparse, convolutions, layers } = experiments;
const questions: readonly PaperExperiment[] = [
  ...[networks, language, copying, memory],
  ...[unlocked, sparse, convolutions, layers],
];

/** Groups templates by the experiment of the paper that they are of; empty groups are left out. */
export function groupTemplates<Template extends { spec: Experiment }>(
  templates: readonly Template[],
): TemplateGroup<Template>[] {
  const experimentOf = (spec: Experiment): PaperExperiment =>
    questions.find(({ has }) => has(spec)) ?? layers;
  return listed
    .map((experiment) => ({
      heading: experiment.heading,
      paper: experiment.paper,
      templates: templates.filter(({ spec }) => experimentOf(spec) === experiment),
    }))
    .filter((group) => group.templates.length > 0);
}
