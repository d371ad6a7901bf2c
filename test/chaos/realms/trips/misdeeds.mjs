/** What a handler may do to the process that carries it out. */
export const MISDEEDS = {
  abort: () => process.abort(),
  loop: () => {
    for (;;);
  },
  exhaust: () => {
    const held = [];
    for (;;) held.push(Array.from({ length: 4_000_000 }).fill(held.length + 0.5));
  },
};
