import { expect, it } from 'vitest';
import { listsBfloat16 } from '#tensorflow/runtime/hardware';

it.each([
  ['AMX', 'flags\t\t: fpu vme amx_bf16 avx512_fp16 amx_tile', true],
  ['AVX-512 BF16', 'processor\t: 0\nflags\t\t: fpu avx512_bf16\nbugs\t\t: none\n', true],
  ['neither', 'flags\t\t: fpu avx512f avx512_bf16x\nmodel name\t: with amx_bf16\n', false],
  ['a system that does not tell', '', false],
])('finds out whether a processor multiplies bfloat16 fast: %s', (_, text, expected) => {
  expect(listsBfloat16(text)).toBe(expected);
});
