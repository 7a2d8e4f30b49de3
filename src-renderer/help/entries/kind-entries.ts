import {
  methodExplanations,
  optimizerExplanations,
  scheduleExplanations,
  synthesizerExplanations,
  type KindExplanation,
} from '#spec/explanations/explain-kinds';
import { activationExplanations } from '#spec/explanations/explain-nodes';
import { activationFunctions } from '#spec/nodes';
import {
  methodKinds,
  optimizerKinds,
  scheduleKinds,
  synthesizerKinds,
} from '#spec/setting-catalogue';
import { facts, formula, link, paragraphs, type HelpEntry } from './entry';
import { settingList } from './setting-entries';
import type { SettingSource } from './setting-sources';

/** Entries of what settings choose from: methods, synthesizers, optimizers, schedules and activations. */
export function kindEntries(sources: readonly SettingSource[]): HelpEntry[] {
  const settingsOf = (group: SettingSource['group'], kind: string): string | null => {
    const source = sources.find((each) => each.group === group && each.kind?.value === kind);
    return source ? settingList(source) : null;
  };
  const entry = (
    family: string,
    group: string,
    { value, label }: { value: string; label: string },
    explanation: KindExplanation,
    more: string | null,
  ): HelpEntry => ({
    topic: `${family}:${value}`,
    title: label,
    group,
    markdown: paragraphs(
      explanation.text,
      formula(explanation.formula),
      facts({ 'In files': `\`"${value}"\`` }),
      more,
    ),
  });
  return [
    ...methodKinds.map((method) =>
      entry(
        'method',
        'Methods',
        method,
        methodExplanations[method.value],
        `See ${link('update-locking', 'update locking')}.`,
      ),
    ),
    ...synthesizerKinds.map((kind) =>
      entry(
        'synthesizer',
        'Synthesizers',
        kind,
        synthesizerExplanations[kind.value],
        settingsOf('synthesizer', kind.value),
      ),
    ),
    ...optimizerKinds.map((kind) =>
      entry(
        'optimizer',
        'Optimizers',
        kind,
        optimizerExplanations[kind.value],
        settingsOf('optimizer', kind.value),
      ),
    ),
    ...scheduleKinds.map((kind) =>
      entry(
        'schedule',
        'Schedules',
        kind,
        scheduleExplanations[kind.value],
        settingsOf('schedule', kind.value),
      ),
    ),
    ...activationFunctions.map((value) =>
      entry(
        'activation',
        'Activations',
        { value, label: value },
        activationExplanations[value],
        null,
      ),
    ),
  ];
}
