/**
 * Seeds that have found something once. They always run: what they found must not come back. A seed draws something else
 * when the simulation itself is changed, so each also has a test of its own beside what it found.
 */
export const REGRESSIONS: readonly number[] = [
  4, 30, 37, 46, 84, 108, 115, 154, 184, 251, 411, 448, 541, 586, 633, 669, 693, 696, 738, 803, 1033, 1209, 1264, 1349,
  1392, 1411, 1685, 1826, 2364, 2429, 3411, 8777,
];
