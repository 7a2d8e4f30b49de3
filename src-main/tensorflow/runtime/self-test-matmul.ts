/** A small matrix product with known values, and the speed of a large one, on the current backend. */
import { tf } from '../backend/tf';

/** Multiplies [[1, 2, 3], [4, 5, 6]] by [[7, 8], [9, 10], [11, 12]] and compares the result with the known values. */
export function isMatMulCorrect(): boolean {
  const values = tf.tidy(() => {
    const left = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const right = tf.tensor2d([7, 8, 9, 10, 11, 12], [3, 2]);
    return Array.from(tf.matMul(left, right).dataSync());
  });
  return String(values) === String([58, 64, 139, 154]);
}

/**
 * Measures the product of two 512 x 512 matrices in GFLOP/s. Takes the fastest of the products that
 * fit into 0.3 s, because other load on the machine only slows them down.
 */
export function measureGigaflops(): number {
  const size = 512;
  const matrix = tf.fill([size, size], 1 / size);
  const product = (): void => tf.tidy(() => void tf.matMul(matrix, matrix).dataSync());
  product(); // The first product also starts the threads.
  const end = performance.now() + 300;
  let fastest = Infinity;
  for (let started = performance.now(); started < end; started = performance.now()) {
    product();
    fastest = Math.min(fastest, performance.now() - started);
  }
  matrix.dispose();
  return (2 * size ** 3) / (fastest / 1000) / 1e9;
}
