import type { JsonSchema } from '#spec/experiment-json-schema';
import { ownControls, settingExplanations } from '#spec/explanations/explain-settings';
import { settingTopic, type HelpSettingGroup } from '#spec/help-topics';
import { activationFunctions } from '#spec/nodes';
import {
  methodKinds,
  optimizerKinds,
  scheduleKinds,
  synthesizerKinds,
} from '#spec/setting-catalogue';
import { plainChoices, type SettingDescriptor } from '#spec/setting-descriptors';
import { taskKinds } from '#spec/task-catalogue';
import { facts, link, nameList, paragraphs, type HelpEntry } from './entry';
import { describeDefault, describeRange, describeValues } from './setting-facts';
import type { SettingSource } from './setting-sources';

const titles: Readonly<Record<HelpSettingGroup, string>> = {
  training: 'Settings of training',
  'training.stopEarly': 'Settings of training',
  optimizer: 'Settings of optimizers',
  schedule: 'Settings of schedules',
  diagnostics: 'Settings of diagnostics',
  model: 'Settings of the model',
  module: 'Settings of modules',
  edge: 'Settings of edges',
  decoupled: 'Settings of edges',
  synthesizer: 'Settings of synthesizers',
  syntheticInput: 'Settings of synthetic inputs',
  node: 'Settings of nodes',
  task: 'Settings of tasks',
};

/** Where the settings of a group stand in the file of a model. */
const paths: Readonly<Record<HelpSettingGroup, string>> = {
  training: 'training',
  'training.stopEarly': 'training.stopEarly',
  optimizer: 'training.optimizer',
  schedule: 'training.optimizer.schedule',
  diagnostics: 'diagnostics',
  model: 'model',
  module: 'model.modules.NODE',
  edge: 'model.edges[…]',
  decoupled: 'model.edges[…].decoupled',
  synthesizer: 'model.edges[…].decoupled.synthesizer',
  syntheticInput: 'model.edges[…].decoupled.syntheticInput',
  node: 'model.nodes.NODE',
  task: 'task',
};

const links = (
  family: string,
  kinds: readonly { value: string; label: string }[],
): { topic: string; label: string }[] =>
  kinds.map(({ value, label }) => ({ topic: `${family}:${value}`, label }));
const activations = links('activation', plainChoices(activationFunctions));

/** The settings that choose between kinds with entries of their own. */
const kindsByTopic: Readonly<Record<string, readonly { topic: string; label: string }[]>> = {
  'setting:training.method': links('method', methodKinds),
  'setting:optimizer.kind': links('optimizer', optimizerKinds),
  'setting:schedule.kind': links('schedule', scheduleKinds),
  'setting:synthesizer.kind': links('synthesizer', synthesizerKinds),
  'setting:task.kind': links('task', taskKinds),
  'setting:node.activation': activations,
  'setting:node.function': activations,
  'setting:synthesizer.activation': activations,
  'setting:syntheticInput.activation': activations,
};

interface Variant {
  setting: SettingDescriptor;
  schema: JsonSchema | undefined;
  kind: string | null;
}

/** An entry for each setting of the catalogues; one that several kinds have is explained once, with their differences. */
export function settingEntries(sources: readonly SettingSource[]): HelpEntry[] {
  const variants = new Map<string, { source: SettingSource; key: string; of: Variant[] }>();
  for (const source of sources)
    for (const setting of source.settings) {
      const topic = settingTopic(source.group, setting.key);
      const entry = variants.get(topic) ?? { source, key: setting.key, of: [] };
      entry.of.push({
        setting,
        schema: source.schemas[setting.key],
        kind: source.kind?.label ?? null,
      });
      variants.set(topic, entry);
    }
  return [
    ...[...variants].map(([topic, { source, key, of }]) =>
      describeSetting(topic, source.group, key, of),
    ),
    ...Object.entries(ownControls).map(([path, label]) => {
      const at = path.lastIndexOf('.');
      const group = path.slice(0, at) as HelpSettingGroup;
      return entryOf(
        settingTopic(group, path.slice(at + 1)),
        label,
        group,
        path.slice(at + 1),
        null,
      );
    }),
  ];
}

function describeSetting(
  topic: string,
  group: HelpSettingGroup,
  key: string,
  variants: readonly Variant[],
): HelpEntry {
  const rows = mergeEqual(
    variants.map(({ setting, schema, kind }) => ({
      kinds: kind === null ? [] : [kind],
      help: setting.help,
      values: describeValues(setting, schema),
      standard: describeDefault(setting, schema),
      range: describeRange(setting, schema),
    })),
  );
  const title = [...new Set(variants.map(({ setting }) => setting.label))].join(', ');
  const [only, ...others] = rows;
  if (only && others.length === 0)
    return entryOf(topic, title, group, key, only.help, {
      Values: only.values,
      Default: only.standard,
      Of: only.kinds.join(', '),
    });
  return entryOf(
    topic,
    title,
    group,
    key,
    null,
    {},
    nameList(
      rows.map(({ kinds, help, range }) => ({
        name: kinds.join(', '),
        about: help,
        values: range,
      })),
    ),
  );
}

function entryOf(
  topic: string,
  title: string,
  group: HelpSettingGroup,
  key: string,
  help: string | null,
  known: Readonly<Record<string, string>> = {},
  rows: string | null = null,
): HelpEntry {
  const explanation = settingExplanations[group][key] ?? null;
  return {
    topic,
    title,
    group: titles[group],
    markdown: paragraphs(
      [help, explanation].filter((text) => text !== null).join(' '),
      rows,
      choices(topic),
      facts({ ...known, 'In files': `\`${paths[group]}.${key}\`` }),
    ),
  };
}

/** Links to the entries of the kinds that a setting chooses from. */
function choices(topic: string): string | null {
  const kinds = kindsByTopic[topic];
  if (!kinds) return null;
  return `Choices: ${kinds.map(({ topic, label }) => link(topic, label)).join(', ')}.`;
}

interface Row {
  kinds: string[];
  help: string;
  values: string;
  standard: string;
  range: string;
}

/** One row for all kinds that have the same to say. */
function mergeEqual(rows: readonly Row[]): Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const key = `${row.help}\n${row.range}`;
    const same = merged.get(key);
    if (same) same.kinds.push(...row.kinds);
    else merged.set(key, { ...row });
  }
  return [...merged.values()];
}

/** The settings of one kind as a list, each with a link to its entry. */
export function settingList({ group, settings, schemas }: SettingSource): string | null {
  if (settings.length === 0) return null;
  return paragraphs(
    'Its settings:',
    nameList(
      settings.map((setting) => ({
        name: link(settingTopic(group, setting.key), setting.label),
        about: setting.help,
        values: describeRange(setting, schemas[setting.key]),
      })),
    ),
  );
}
