import { carriedOut } from '../carried-out.mjs';

export const measure = () => carriedOut({ store: 'SQLite', settings: {}, bars: [7_000, 10_000] });
