/** Carries out one measurement, named by its file, in a process of its own, and sends its rows to the parent. */
const { measure } = await import(new URL(`./measurements/${process.argv[2]}.mjs`, import.meta.url).href);
const rows = await measure();
process.send(rows, () => process.disconnect());
