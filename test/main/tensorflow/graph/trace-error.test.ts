import { expect, it } from 'vitest';
import { WorkbenchError } from '#spec/errors';
import { TraceError } from '#tensorflow/graph/trace-error';

it('is an error for the user, with the reason in a sentence', () => {
  const error = new TraceError('it is asynchronous');
  expect(error).toBeInstanceOf(WorkbenchError);
  expect(error.kind).toBe('unavailable');
  expect(error.message).toBe('The step cannot be compiled: it is asynchronous.');
});
