import { findField } from '#spec/task';
import { fillTemplate, text } from './python-text';
import { hasSequences, readsAllTicksDelayed, type ScriptSource } from './script-source';

/** What a step reads: `Batch` of a set of examples, or `Window` of a stream, and the functions that encode it. */
export function batchSection(source: ScriptSource): string {
  const { interfaces, isStream, experiment, fields } = source;
  const conditions = interfaces.map(({ spec }) => spec.synthesizer.condition);
  const contexts = interfaces.flatMap(({ labelField }) => labelField ?? []);
  const isLabel = (name: string): boolean => findField(fields, name)?.kind === 'label';
  const hasInputContext = conditions.some((condition) => typeof condition === 'object');
  const template = fillTemplate(batchTemplate, {
    stream: isStream,
    resets: hasSequences(source),
    delays: experiment.model.edges.some((edge) => readsAllTicksDelayed(source, edge)),
    labels: contexts.some(isLabel),
    values: contexts.some((name) => !isLabel(name)),
    inputs: hasInputContext,
  });
  const wantsInputs = hasInputContext || interfaces.some(({ spec }) => spec.syntheticInput);
  return wantsInputs ? `${template}\n\n\n${joinedInputs(source)}` : template;
}

function joinedInputs({ experiment, fields, isStream }: ScriptSource): string {
  const data = isStream ? 'window' : 'batch';
  const parts = Object.values(experiment.model.nodes).flatMap((node) => {
    if (node.kind !== 'input') return [];
    const field = findField(fields, node.field);
    const read = `${data}.read(${text(node.field)}${isStream ? ', ticks' : ''})`;
    return [field?.kind === 'label' ? `one_hot(${read}, ${field.classes})` : `${read}.flatten(1)`];
  });
  const [only = ''] = parts;
  return [
    isStream
      ? 'def joined_inputs(window: Window, ticks: Iterable[int]) -> Tensor:'
      : 'def joined_inputs(batch: Batch) -> Tensor:',
    '    """All inputs of the model side by side."""',
    ...(parts.length === 1
      ? [`    return ${only}`]
      : [
          '    parts = (',
          ...parts.map((part) => `        ${part},`),
          '    )',
          '    return torch.cat(parts, 1)',
        ]),
  ].join('\n');
}

const batchTemplate = `
%!stream class Batch:
%!stream     """Some examples: by field [rows, ...], values or the numbers of classes."""
%!stream 
%!stream     ticks = 1
%!stream 
%!stream     def __init__(self, fields: dict[str, Tensor]) -> None:
%!stream         self.fields = fields
%!stream         self.rows = len(next(iter(fields.values())))
%!stream 
%!stream     def read(self, name: str) -> Tensor:
%!stream         return self.fields[name]
%stream class Window:
%stream     """Some ticks of the streams of a batch; tick 1 is the first, 0 the one before it.
%stream 
%stream     fields: by name [history + ticks, rows, ...], values or the numbers of classes, -1
%stream     where there is none. begins: [ticks + 1, rows], 1 where a sequence begins, in the
%stream     tick after the window too; None where none ever does.
%stream     """
%stream 
%stream     def __init__(
%stream         self, fields: dict[str, Tensor], begins: Tensor | None, history: int
%stream     ) -> None:
%stream         self.fields, self.history = fields, history
%stream         length, self.rows = next(iter(fields.values())).shape[:2]
%stream         self.ticks = length - history
%stream+resets         self.mask = 1 - begins  # [ticks + 1, rows]
%stream 
%stream     def read(self, name: str, ticks: Iterable[int] | None = None) -> Tensor:
%stream         """A field at these ticks, or at all: [ticks · rows, ...]."""
%stream         ticks = range(1, self.ticks + 1) if ticks is None else ticks
%stream         places = [tick + self.history - 1 for tick in ticks]
%stream         return self.fields[name][places].flatten(0, 1)
%stream+resets 
%stream+resets     def keep(self, message: Tensor, tick: int) -> Tensor:
%stream+resets         """A message of the tick before as this tick reads it: 0 where a sequence begins."""
%stream+resets         return message * self.mask[tick - 1, :, None]
%stream+delays 
%stream+delays     def delay(self, before: Tensor, sent: Tensor) -> Tensor:
%stream+delays         """Messages as they arrive one tick later; before: the one from before the window."""
%stream+delays+!resets         return torch.cat((before, sent[: -self.rows]))
%stream+delays+resets         arrived = torch.cat((before, sent[: -self.rows]))
%stream+delays+resets         return arrived * self.mask[:-1].reshape(-1, *[1] * (sent.dim() - 1))


def one_hot(labels: Tensor, classes: int) -> Tensor:
    """[rows, classes]; zeros where there is no class."""
    codes = F.one_hot(labels.clamp(min=0), classes)
    return codes.float() * (labels >= 0)[:, None]
%labels 
%labels 
%labels def label_context(labels: Tensor, classes: int) -> Tensor:
%stream+labels     """The class that a tick leads to: its own, or c where -2 - c announces it."""
%!stream+labels     """The label, one-hot: what a conditioned synthesizer sees (cDNI)."""
%stream+labels     return one_hot(torch.maximum(labels, -2 - labels), classes)
%!stream+labels     return one_hot(labels, classes)
%values 
%values 
%values def value_context(values: Tensor) -> Tensor:
%values     """The values to predict, zeros where there are none."""
%values     return values.flatten(1).nan_to_num(0)
%inputs 
%inputs 
%inputs def last_inputs(window: Window, count: int, ticks: Iterable[int]) -> Tensor:
%inputs     """The last inputs up to each tick, the newest last: [ticks · rows, numbers]."""
%inputs     whole = joined_inputs(window, range(1 - window.history, window.ticks + 1))
%inputs     by_tick = whole.unflatten(0, (-1, window.rows))
%inputs     ends = [tick + window.history for tick in ticks]
%inputs     parts = [by_tick[end - count : end].transpose(0, 1).flatten(1) for end in ends]
%inputs     return torch.cat(parts)
`;
