import type { Decoupling } from '../spec/model';

/** `linear + label`, `MLP 1024, 1024`, `conv 16` or `MLP 64 + last 8 inputs`. */
export function summarizeSynthesizer({ synthesizer }: Pick<Decoupling, 'synthesizer'>): string {
  const { kind, hidden, condition } = synthesizer;
  const layers = hidden.join(', ');
  const network =
    kind === 'conv' ? `conv ${layers}`.trim() : hidden.length > 0 ? `MLP ${layers}` : 'linear';
  if (condition === undefined) return network;
  return `${network} + ${condition === 'label' ? 'label' : `last ${condition.inputs} inputs`}`;
}
