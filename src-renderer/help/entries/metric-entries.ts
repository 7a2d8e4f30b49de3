import {
  metricExplanations,
  type MetricExplanation,
  type RecordedWhen,
} from '#spec/explanations/explain-metrics';
import { familyTopic, settingTopic, type MetricFamily } from '#spec/help-topics';
import { describeMetric, type MetricUnit } from '#spec/metric-catalogue';
import { facts, formula, link, paragraphs, type HelpEntry } from './entry';

const every = {
  evaluation: link(settingTopic('training', 'evaluateEvery'), 'evaluation'),
  diagnostics: link(settingTopic('diagnostics', 'every'), 'the diagnostics'),
};
const recordedText: Readonly<Record<RecordedWhen, string>> = {
  step: 'at every step',
  evaluation: `at every ${every.evaluation}`,
  split: `on the training part at every step, on the validation and the test part at every ${every.evaluation}`,
  diagnostics: `at the steps of ${every.diagnostics}`,
  second: 'about once a second of training',
  imported: 'where the other program did',
};

const unitText: Readonly<Record<NonNullable<MetricUnit>, string>> = {
  fraction: 'a share from 0 to 1, shown in percent',
  bits: 'bits',
  cosine: 'a cosine from −1 to 1',
  'steps/s': 'steps a second',
  examples: 'examples',
  MB: 'MB',
};

export function metricEntries(): HelpEntry[] {
  const families = Object.entries(metricExplanations) as [MetricFamily, MetricExplanation][];
  return families.map(([family, explanation]) => {
    const { example, names, recorded, text } = explanation;
    const { groupTitle, unit } = describeMetric(example);
    return {
      topic: familyTopic(family),
      title: explanation.title ?? groupTitle.replace(/, .*/, ''),
      group: 'Metrics',
      markdown: paragraphs(
        text,
        formula(explanation.formula),
        facts({
          Unit: unit === null ? 'a number without a unit' : unitText[unit],
          Better: describeDirection(explanation),
          Recorded: recordedText[recorded],
          Names: names.map((name) => `\`${name}\``).join(', '),
        }),
        family === 'imported'
          ? `See ${link('other-programs', 'curves of other programs')}.`
          : family.startsWith('interface/')
            ? `See ${link('synthetic-gradients', 'synthetic gradients')}.`
            : null,
      ),
    };
  });
}

function describeDirection({ example, isNeutral, recorded }: MetricExplanation): string {
  if (isNeutral) return 'neither smaller nor larger: it describes the run';
  if (recorded === 'imported') return 'smaller, unless its name says otherwise';
  return describeMetric(example).isSmallerBetter ? 'smaller' : 'larger';
}
