import { taskExplanations } from '#spec/explanations/explain-tasks';
import { metricTopic, taskTopic } from '#spec/help-topics';
import { describeMetric, splitMetricName } from '#spec/metric-catalogue';
import { formatShape } from '#spec/problems';
import { reportUnit, taskFields, taskSchema, type Field, type Task } from '#spec/task';
import { taskKinds } from '#spec/task-catalogue';
import { facts, link, paragraphs, type HelpEntry } from './entry';
import { settingList } from './setting-entries';
import type { SettingSource } from './setting-sources';

export function taskEntries(sources: readonly SettingSource[]): HelpEntry[] {
  return taskKinds.map(({ value, label, group, description }) => {
    const { text, data, source: origin, fields } = taskExplanations[value];
    const task = taskSchema.parse({ kind: value, ...needed(value) });
    const source = sources.find((each) => each.group === 'task' && each.kind?.value === value);
    return {
      topic: taskTopic(value),
      title: label,
      group: 'Tasks',
      markdown: paragraphs(
        `${description} ${text}`,
        facts({
          Data: data,
          Source: origin,
          Fields: fields ?? describeFields(task),
          Measured: describeMeasures(task),
          Kind: group === 'Examples' ? 'a set of examples' : 'a stream, tick by tick',
          'In files': `\`"kind": "${value}"\``,
        }),
        source && settingList(source),
      ),
    };
  });
}

/** What a task of the kind cannot be without. */
function needed(kind: Task['kind']): object {
  return kind === 'dataset' || kind === 'sequence' ? { dataset: 'any' } : {};
}

function describeFields(task: Task): string {
  const describe = (field: Field): string =>
    field.kind === 'label' ? `a label of ${field.classes} classes` : formatShape(field.shape);
  return Object.entries(taskFields(task) ?? {})
    .map(([name, field]) => `\`${name}\` (${describe(field)})`)
    .join(', ');
}

function describeMeasures(task: Task): string {
  const unit = reportUnit(task);
  const measures = ['loss', 'error', ...(unit ? [unit] : [])] as const;
  return measures
    .map((measure) => {
      const name = splitMetricName('validation', measure);
      return link(metricTopic(name), describeMetric(name).groupTitle.toLowerCase());
    })
    .join(', ');
}
