import type { Count } from '#spec/counts';
import {
  decouplingSchema,
  edgeId,
  syntheticInputSchema,
  synthesizerSchema,
  type Decoupling,
  type EdgeId,
} from '#spec/model';
import { formatShape } from '#spec/problems';
import { decouplingSettings, synthesizerSettings } from '#spec/setting-catalogue';
import { isStateLoop, messageShape } from '#spec/shapes';
import { isSequential } from '#spec/task';
import { isRecurrent } from '#spec/update-windows';
import { changeKind } from '../../editor/change-kind';
import { validateDecoupling, validateDelayChange } from '../../editor/edge-edits';
import { editor } from '../../editor/editor.svelte';
import { describeCut } from './module-text';

/** The state of `EdgeInspector.svelte`: what it shows of an edge, and how it changes its settings. */
export class EdgeInspectorState {
  readonly #getId: () => EdgeId;
  readonly edge = $derived(editor.spec.model.edges.find((edge) => edgeId(edge) === this.id));
  readonly decoupled = $derived(this.edge?.decoupled);
  readonly problems = $derived(editor.problems.filter(({ edge }) => edge === this.id));
  /** The edge stays within one module: if decoupled, it is cut only between unrolls. */
  readonly isRecurrent = $derived(
    this.edge !== undefined && isRecurrent(editor.spec.model, this.edge, editor.periods),
  );
  /** The edge carries the state of a recurrent core. */
  readonly #isState = $derived(
    this.edge !== undefined && isStateLoop(editor.spec.model, this.edge),
  );
  /** Why the delay cannot be changed, as a sentence; null if it can. */
  readonly delayError = $derived(validateDelayChange(editor.spec, this.id));
  /** Why the edge cannot be decoupled, as a sentence; null if it can, or is. */
  readonly decouplingError = $derived(
    this.decoupled ? null : validateDecoupling(editor.spec, this.id),
  );

  constructor(getId: () => EdgeId) {
    this.#getId = getId;
  }

  get id(): EdgeId {
    return this.#getId();
  }

  get isDelayShown(): boolean {
    return this.edge?.delay !== undefined || isSequential(editor.spec.task);
  }

  /** Name and value of the facts about the message. */
  readonly facts = $derived.by(() => {
    const { model } = editor.spec;
    const shape = this.edge && messageShape(model, editor.shapes, this.edge);
    const isLstmState = this.#isState && model.nodes[this.edge?.from ?? '']?.kind === 'lstm';
    return [
      {
        name: this.#isState ? 'State' : 'Message',
        value: `${shape ? formatShape(shape) : '–'}${isLstmState ? ' (h, c)' : ''}`,
        mono: true,
      },
      ...this.#listRateFacts(),
    ];
  });

  readonly delayHint = $derived(
    this.edge?.from === this.edge?.to
      ? `A recurrent edge: ${this.#isState ? 'it carries the state of' : 'it carries the message of'} the tick before.`
      : (this.delayError ?? 'A recurrent edge carries the message of the tick before.'),
  );

  readonly decouplingHint = $derived.by(() => {
    if (this.decouplingError !== null) return this.decouplingError;
    const { edge, decoupled, isRecurrent } = this;
    if (!edge) return '';
    return describeCut(editor.spec.model, edge, {
      isDecoupled: decoupled !== undefined,
      isRecurrent,
    });
  });

  /** The settings of the synthetic gradient; the auxiliary task exists on recurrent edges alone. */
  readonly gradientSettings = $derived(
    decouplingSettings.filter(
      ({ key }) => key !== 'auxiliary' || this.isRecurrent || this.decoupled?.auxiliary,
    ),
  );

  /** The settings of the synthesizer, with the conditions that this edge can have. */
  readonly synthesizerSettings = $derived.by(() => {
    const offers = [
      ...(this.isRecurrent ? [] : ['label' as const]),
      ...(isSequential(editor.spec.task) ? ['inputs' as const] : []),
    ];
    return synthesizerSettings[this.decoupled?.synthesizer.kind ?? 'mlp'].map((setting) =>
      setting.type === 'condition' ? { ...setting, offers } : setting,
    );
  });

  /** Size of the synthesizer, and of the module it is trained for: the one that sends the message. */
  readonly synthesizerCount = $derived(editor.counts.synthesizers[this.id]);
  readonly sourceModuleCount = $derived(this.#countModule(this.edge?.from));
  /** Size of the synthetic input model, and of the module it feeds: the one that reads the message. */
  readonly syntheticInputCount = $derived(editor.counts.syntheticInputs[this.id]);
  readonly targetModuleCount = $derived(this.#countModule(this.edge?.to));

  /** Changes settings of the decoupling; values that the schema rejects change nothing. */
  setDecoupling(values: Partial<Decoupling>): void {
    if (!this.decoupled) return;
    const next = decouplingSchema.safeParse({ ...this.decoupled, ...values });
    if (next.success) editor.setDecoupling(this.id, next.data);
  }

  setSynthesizer(values: Record<string, unknown>): void {
    if (!this.decoupled) return;
    const next = synthesizerSchema.safeParse({ ...this.decoupled.synthesizer, ...values });
    if (next.success) this.setDecoupling({ synthesizer: next.data });
  }

  setSynthesizerKind(kind: Decoupling['synthesizer']['kind']): void {
    if (!this.decoupled) return;
    const synthesizer = changeKind(synthesizerSchema, this.decoupled.synthesizer, kind);
    this.setDecoupling({ synthesizer });
  }

  /** Adds a linear synthetic input model, or removes the model. */
  toggleSyntheticInput(isWanted: boolean): void {
    const syntheticInput = isWanted ? syntheticInputSchema.parse({ hidden: [] }) : undefined;
    this.setDecoupling({ syntheticInput });
  }

  setSyntheticInput(values: Record<string, unknown>): void {
    const syntheticInput = this.decoupled?.syntheticInput;
    if (syntheticInput) this.setDecoupling({ syntheticInput: { ...syntheticInput, ...values } });
  }

  #listRateFacts(): { name: string; value: string }[] {
    const { periods } = editor;
    const sourcePeriod = periods[this.edge?.from ?? ''] ?? 1;
    const targetPeriod = periods[this.edge?.to ?? ''] ?? 1;
    if (sourcePeriod > targetPeriod)
      return [{ name: 'Held for', value: `${sourcePeriod} ticks, until the next comes` }];
    if (sourcePeriod < targetPeriod)
      return [{ name: 'Heard', value: `every ${targetPeriod} ticks, the newest` }];
    return [];
  }

  #countModule(node: string | undefined): Count | undefined {
    const module = editor.modules.find(({ nodes }) => node !== undefined && nodes.includes(node));
    return editor.counts.modules[module?.id ?? ''];
  }
}
