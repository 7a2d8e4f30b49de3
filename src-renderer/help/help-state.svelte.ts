import { asText, loadPreference, saveForSession } from '../stores/preferences';
import { session } from '../stores/session.svelte';
import { topicOf, viewTopics } from './context-topic';

/** The table of contents. */
export const contentsTopic = 'index';

/** A step of the way through Help. */
export interface Visit {
  topic: string;
  /** How far its page was scrolled when it was left; undefined before that. */
  scrollTop: number | undefined;
}

/**
 * Which topic of Help the window shows, and which it showed before. A topic is a page (`update-locking`,
 * `concepts/unroll`), a heading of one (`update-locking#methods`) or a generated entry (`node:dense`).
 */
class HelpState {
  isOpen = $state(loadPreference('help.open', false, (value) => value === true || undefined));
  /** Pixels of the window that Help takes at its right, where it is beside the view. */
  room = $state(0);
  /** Counted up with each topic that is opened from outside the panel, which then takes the focus. */
  opened = $state(0);
  /** The titles of topics; empty until the pages were loaded. */
  titles = $state.raw<ReadonlyMap<string, string>>(new Map());
  #visits = $state.raw<readonly Visit[]>([
    { topic: loadPreference('help.topic', contentsTopic, asText), scrollTop: undefined },
  ]);
  #at = $state(0);
  #returnFocus: HTMLElement | null = null;

  readonly topic = $derived(this.#visits[this.#at]?.topic ?? contentsTopic);
  /** The step of the way through Help that is shown; a new object also for the same topic. */
  readonly visit = $derived(this.#visits[this.#at]);
  readonly canGoBack = $derived(this.#at > 0);
  readonly canGoForward = $derived(this.#at < this.#visits.length - 1);

  open(topic: string): void {
    this.isOpen = true;
    saveForSession('help.open', true);
    this.show(topic);
    this.opened += 1;
  }

  close(): void {
    this.isOpen = false;
    saveForSession('help.open', false);
    const target = this.#returnFocus;
    this.#returnFocus = null;
    if (target?.isConnected) target.focus();
  }

  /** Gives the focus to a part of the panel, and back to what has it now when Help is closed. */
  takeFocus(target: HTMLElement | null): void {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && !focused.closest('[data-help-panel]'))
      this.#returnFocus = focused;
    target?.focus();
  }

  /** Shows a topic in the open panel; the one that is shown anew, from its beginning. */
  show(topic: string): void {
    const before = this.#visits.slice(0, topic === this.topic ? this.#at : this.#at + 1);
    this.#visits = [...before, { topic, scrollTop: undefined }];
    this.#at = before.length;
    saveForSession('help.topic', topic);
  }

  /** Goes back (-1) or forward (1) among the topics that were shown. */
  go(by: -1 | 1): void {
    const to = this.#visits[this.#at + by];
    if (!to) return;
    this.#at += by;
    saveForSession('help.topic', to.topic);
  }

  titleOf(topic: string): string {
    return this.titles.get(topic) ?? this.titles.get(topic.split('#')[0] ?? '') ?? inWords(topic);
  }
}

/** `update-locking` as "Update locking", until the pages with their titles were loaded. */
function inWords(topic: string): string {
  const words = topic.replace(/^.*[#/:]/, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const help = new HelpState();

/** Opens Help with a topic; without one, with that of what has the focus, else with the page of the view. */
export function openHelp(topic?: string): void {
  help.open(topic ?? topicInFocus());
}

function topicInFocus(): string {
  const focused = document.activeElement;
  if (focused?.closest('[data-help-panel]')) return contentsTopic;
  return topicOf(focused) ?? (session.project ? viewTopics[session.view] : contentsTopic);
}
