import v8 from 'node:v8';

/**
 * Lets the old generation grow to three times what lived at its last collection, and no further. V8's own factor is up to
 * four and follows the machine's memory: a batch of 100,000 accruals left some 50 MB behind, and many of them lay side by
 * side before they were collected. At a factor of two it was collected every other second under load, and each time some
 * hundred payments took 30 to 45 ms. It holds for the whole process (decision 0032).
 */
export function keepHeapSmall(): void {
  v8.setFlagsFromString('--heap-growing-percent=200');
}
