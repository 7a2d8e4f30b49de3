import type { StudyAnswer } from '#analysis/study-answer';
import { escapeHtml } from './escape-html';

/** What a study has found: the answer itself large, what belongs to it below. */
export function renderAnswer({ state, lead, differences, warnings, notes }: StudyAnswer): string {
  const list = (sentences: readonly string[], name: string): string =>
    sentences.length === 0
      ? ''
      : `<ul class="${name}">${sentences.map((text) => `<li>${escapeHtml(text)}</li>`).join('')}</ul>`;
  return [
    state === null ? '' : `<p class="state">${escapeHtml(state)}</p>`,
    `<p class="lead">${escapeHtml(lead)}</p>`,
    list(differences, 'differences'),
    list(warnings, 'warnings'),
    list(notes, 'notes'),
  ].join('');
}
