import {
  decouplingSchema,
  edgeId,
  synthesizerSchema,
  type Decoupling,
  type Edge,
  type EdgeId,
} from '#spec/model';
import { findNodeEntry } from '#spec/node-catalogue';
import { nodeSchema } from '#spec/nodes';
import { decouplingSettings, synthesizerSettings } from '#spec/setting-catalogue';
import type { SettingDescriptor } from '#spec/setting-descriptors';
import { isSequential } from '#spec/task';
import { isRecurrent } from '#spec/update-windows';
import { setDecoupling } from '../../editor/edge-edits';
import { updateNode } from '../../editor/edits';
import { editor } from '../../editor/editor.svelte';
import { findGroupSettings, type GroupMember } from './group-settings';
import { validateSetting } from './validate-setting';

type DecoupledEdge = Edge & { decoupled: Decoupling };

/** The state of `MultiSelectionInspector.svelte`: the settings that what is selected has in common. */
export class GroupState {
  readonly #nodes = $derived(
    editor.selection.nodes.flatMap((id) => {
      const node = editor.spec.model.nodes[id];
      return node ? [{ id, node }] : [];
    }),
  );
  /** The selected edges that are decoupled. */
  readonly edges = $derived(
    editor.spec.model.edges.filter(
      (edge): edge is DecoupledEdge =>
        edge.decoupled !== undefined && editor.selection.edges.includes(edgeId(edge)),
    ),
  );
  readonly #isStream = $derived(isSequential(editor.spec.task));
  readonly #recurrentCount = $derived(
    this.edges.filter((edge) => isRecurrent(editor.spec.model, edge, editor.periods)).length,
  );

  readonly nodeSettings = $derived(
    findGroupSettings(
      this.#nodes.map(({ node }) => ({ settings: this.#settingsOf(node), values: node })),
    ),
  );
  readonly gradientSettings = $derived(
    findGroupSettings(
      this.edges.map(({ decoupled }): GroupMember => ({
        settings: decouplingSettings.filter(
          ({ key }) => key !== 'auxiliary' || this.#recurrentCount === this.edges.length,
        ),
        values: decoupled,
      })),
    ),
  );
  /** Those of the synthesizers; of synthesizers of both kinds, those that both have. */
  readonly synthesizerSettings = $derived(
    findGroupSettings(
      this.edges.map(({ decoupled: { synthesizer } }): GroupMember => ({
        settings: synthesizerSettings[synthesizer.kind].map((setting) => this.#offer(setting)),
        values: synthesizer,
      })),
    ),
  );

  setNodes(key: string, value: unknown): void {
    const next = this.#nodes.reduce(
      (changed, { id }) => updateNode(changed, id, { [key]: value }),
      editor.spec,
    );
    editor.change(next, `nodes ${editor.selection.nodes.join()} ${key}`);
  }

  setDecouplings(key: string, value: unknown): void {
    this.#setEdges(key, (decoupled) => ({ ...decoupled, [key]: value }));
  }

  setSynthesizers(key: string, value: unknown): void {
    this.#setEdges(`synthesizer ${key}`, (decoupled) => ({
      ...decoupled,
      synthesizer: { ...decoupled.synthesizer, [key]: value },
    }));
  }

  /** Why a value is not valid for one of the nodes, as a sentence; null where it is for all. */
  validateNodes(key: string, value: unknown): string | null {
    return firstProblem(this.#nodes, ({ node }) => validateSetting(nodeSchema, node, key, value));
  }

  validateDecouplings(key: string, value: unknown): string | null {
    return firstProblem(this.edges, ({ decoupled }) =>
      validateSetting(decouplingSchema, decoupled, key, value),
    );
  }

  validateSynthesizers(key: string, value: unknown): string | null {
    return firstProblem(this.edges, ({ decoupled }) =>
      validateSetting(synthesizerSchema, decoupled.synthesizer, key, value),
    );
  }

  #setEdges(key: string, change: (decoupled: Decoupling) => unknown): void {
    const ids: EdgeId[] = this.edges.map(edgeId);
    const next = this.edges.reduce(
      (changed, edge) =>
        setDecoupling(changed, edgeId(edge), decouplingSchema.parse(change(edge.decoupled))),
      editor.spec,
    );
    editor.change(next, `edges ${ids.join()} ${key}`);
  }

  /** Periods exist in streams alone; one that is set is shown in any case. */
  #settingsOf(node: Parameters<typeof findNodeEntry>[0]): readonly SettingDescriptor[] {
    return findNodeEntry(node).settings.filter(
      ({ key }) => key !== 'period' || this.#isStream || ('period' in node && node.period),
    );
  }

  /** The conditions that all selected edges can have. */
  #offer(setting: SettingDescriptor): SettingDescriptor {
    if (setting.type !== 'condition') return setting;
    const offers = [
      ...(this.#recurrentCount === 0 ? ['label' as const] : []),
      ...(this.#isStream ? ['inputs' as const] : []),
    ];
    return { ...setting, offers };
  }
}

function firstProblem<T>(members: readonly T[], find: (member: T) => string | null): string | null {
  for (const member of members) {
    const problem = find(member);
    if (problem !== null) return problem;
  }
  return null;
}
