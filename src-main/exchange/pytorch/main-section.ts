import { findEntropy } from '#spec/deciding-loss';
import { takesData } from './data-section';
import { fillTemplate, text } from './python-text';
import { updateProbabilities, type ScriptSource } from './script-source';
import { interfaceMarks } from './synthesizer-section';

/** Reads the arguments, trains, prints a line a step. */
export function mainSection(source: ScriptSource): string {
  const { task } = source.experiment;
  const entropy = findEntropy(source.experiment.model);
  return fillTemplate(mainTemplate, {
    ...interfaceMarks(source),
    sparse: updateProbabilities(source).size > 0,
    curriculum: 'curriculum' in task && task.curriculum && entropy !== null,
    growing: source.ticks === null,
    ordered: !source.isStream && !source.experiment.training.shuffle,
    states: source.isStream,
    data: takesData(task),
  })
    .replaceAll('ENTROPY_WEIGHT', String(entropy?.node.weight ?? 1))
    .replaceAll('ENTROPY', text(entropy?.id ?? ''));
}

const mainTemplate = `
def use_device(name: str) -> None:
    try:
        torch.zeros(1, device=name)
    except (AssertionError, NotImplementedError, RuntimeError) as error:
        [reason, *_] = str(error).splitlines() or ['']
        sys.exit(f'--device {name} cannot be used here. Leave it out to use the CPU. {reason}')
    torch.set_default_device(name)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=RawText)
    options.add_argument('--checkpoint', type=Path, help='folder of a checkpoint')
    options.add_argument('--steps', type=int, help='steps to train; else the rest of the run')
%data     options.add_argument('--data', type=Path, help='where the data are')
    options.add_argument('--batches', type=Path, help='safetensors file of batches instead')
    options.add_argument('--save', type=Path, help='folder for the weights at the end')
    options.add_argument('--seed', type=int, default=SEED, help='of weights and data')
    options.add_argument('--device', default='cpu', help='such as cuda')
    given = options.parse_args()
    if given.steps is not None and given.steps < 0:
        options.error('--steps has to be at least 0')

    torch.manual_seed(given.seed)
    use_device(given.device)
    model = Model()
%dni     interfaces = build_interfaces()
%dni     optimizers = build_optimizers(model, interfaces)
%dni     checkpoint = Checkpoint(model, interfaces, optimizers)
%!dni     optimizers = build_optimizers(model)
%!dni     checkpoint = Checkpoint(model, optimizers)
%data     data = Recorded(given.batches) if given.batches else open_data(given.data, given.seed)
%!data     data = Recorded(given.batches) if given.batches else open_data(given.seed)
%states     state = {edge: torch.zeros(BATCH, size) for edge, size in STATES.items()}
%!states     state: dict[str, Tensor] = {}
    rest = checkpoint.load(given.checkpoint, state) if given.checkpoint else {}
    done = rest.get('step', 0)
%warmup     starts = rest.get('newSynthesizers', {})
%ordered     if not given.batches:
%ordered         data.skip(done)
%sparse     random = np.random.default_rng(given.seed)
%replay     past = None

    steps = STEPS - done if given.steps is None else given.steps
    for step in range(done, done + steps):
%growing         window = data.next(data.sequence_ticks())
%!growing+stream         window = data.next(TICKS)
%!stream         batch = data.next(1)
%sparse         learning = {
%sparse             name for name, share in UPDATE_PROBABILITIES.items() if random.random() < share
%sparse         }
%replay         before = state
%stream         losses, state = train_step(
%!stream         losses = train_step(
            model,
%dni             interfaces,
            optimizers,
%stream             window,
%stream             state,
%!stream             batch,
            step,
%sparse             learning,
%replay             past,
%warmup             starts,
        )
%replay         past = (window, before)
        means = {
            name: loss.item() / valid.item()
            for name, (loss, valid) in losses.items()
            if valid
        }
        # A step in which a loss has no target has no sum of all losses.
        loss = sum(means.values()) if len(means) == len(losses) else None
        line = {'step': step + 1, 'loss': loss}
        if len(losses) > 1:
            line['losses'] = means
        print(json.dumps(line), flush=True)
%curriculum         if ENTROPY in means and not given.batches:
%curriculum             data.report(means[ENTROPY] / ENTROPY_WEIGHT / math.log(2))
    if given.save:
        checkpoint.save(given.save, state)


if __name__ == '__main__':
    try:
        main()
    except OSError as error:
%data         where = 'Check the paths after --checkpoint, --data, --batches and --save.'
%!data         where = 'Check the paths after --checkpoint, --batches and --save.'
        sys.exit(f"'{error.filename}' cannot be used: {error.strerror}. {where}")
`;
