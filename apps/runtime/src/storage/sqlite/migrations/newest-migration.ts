/** Name of the last of the migrations: a database that has it needs none of them loaded. */
export const NEWEST_MIGRATION = '0007-appends';
