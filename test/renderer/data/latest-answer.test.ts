import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LatestAnswer } from '../../../src-renderer/data/latest-answer';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function createAnswers() {
  const heard: string[] = [];
  const answers = new LatestAnswer<string>(100, {
    onanswer: (answer) => heard.push(answer),
    onerror: (error) => heard.push(String(error)),
  });
  return { answers, heard };
}

/** A question that is answered after some time, and how many of its kind are being answered at once. */
function createQuestions() {
  const state = { asked: [] as string[], open: 0, most: 0 };
  const question = (text: string, ms: number) => async () => {
    state.asked.push(text);
    state.open += 1;
    state.most = Math.max(state.most, state.open);
    await new Promise((resolve) => setTimeout(resolve, ms));
    state.open -= 1;
    if (text.startsWith('bad')) throw new Error(text);
    return text;
  };
  return { state, question };
}

describe('LatestAnswer', () => {
  it('asks once for a burst of changes, after the pause', async () => {
    const { answers, heard } = createAnswers();
    const { state, question } = createQuestions();
    for (const text of ['i', 'ir', 'iris']) {
      answers.ask(question(text, 10));
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(state.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(100);
    expect(state.asked).toEqual(['iris']);
    expect(heard).toEqual(['iris']);
  });

  it('drops a slow answer that is outdated, and answers one question at a time', async () => {
    const { answers, heard } = createAnswers();
    const { state, question } = createQuestions();
    answers.ask(question('slow', 1000));
    await vi.advanceTimersByTimeAsync(200);
    answers.ask(question('second', 10));
    await vi.advanceTimersByTimeAsync(200);
    answers.ask(question('third', 10));
    await vi.advanceTimersByTimeAsync(2000);
    expect(state.asked).toEqual(['slow', 'third']);
    expect(state.most).toBe(1);
    expect(heard).toEqual(['third']);
  });

  it('waits for the pause also when the answer before arrives during it', async () => {
    const { answers, heard } = createAnswers();
    const { question } = createQuestions();
    answers.ask(question('first', 50));
    await vi.advanceTimersByTimeAsync(120);
    answers.ask(question('second', 10));
    await vi.advanceTimersByTimeAsync(60);
    expect(heard).toEqual([]);
    await vi.advanceTimersByTimeAsync(60);
    expect(heard).toEqual(['second']);
  });

  it('reports an error, and goes on', async () => {
    const { answers, heard } = createAnswers();
    const { question } = createQuestions();
    answers.ask(question('bad', 10));
    await vi.advanceTimersByTimeAsync(200);
    answers.ask(question('good', 10));
    await vi.advanceTimersByTimeAsync(200);
    expect(heard).toEqual(['Error: bad', 'good']);
  });

  it('hears nothing after it was cancelled', async () => {
    const { answers, heard } = createAnswers();
    const { question } = createQuestions();
    answers.ask(question('running', 500));
    await vi.advanceTimersByTimeAsync(200);
    answers.cancel();
    answers.ask(question('waiting', 10));
    answers.cancel();
    await vi.advanceTimersByTimeAsync(2000);
    expect(heard).toEqual([]);
  });
});
