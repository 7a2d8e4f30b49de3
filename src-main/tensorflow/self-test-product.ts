/** One small product with known numbers, and the speed of a bigger one, on the current backend. */
import { tf } from './tf';

/** Multiplies [[1, 2, 3], [4, 5, 6]] by [[7, 8], [9, 10], [11, 12]] and checks the four numbers. */
export function productIsRight(): boolean {
  const numbers = tf.tidy(() => {
    const left = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const right = tf.tensor2d([7, 8, 9, 10, 11, 12], [3, 2]);
    return Array.from(tf.matMul(left, right).dataSync());
  });
  return String(numbers) === String([58, 64, 139, 154]);
}

/** Billions of additions and multiplications a second in products of two 512 x 512 matrices. */
export function measureSpeed(): number {
  const size = 512;
  const matrix = tf.fill([size, size], 1 / size);
  const product = (): void => tf.tidy(() => void tf.matMul(matrix, matrix).dataSync());
  product(); // the first one also starts the threads
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < 300) {
    product();
    count += 1;
  }
  const seconds = (performance.now() - started) / 1000;
  matrix.dispose();
  return (2 * size ** 3 * count) / seconds / 1e9;
}
