import { assertSeen } from '../demo-failed.mjs';
import { TENANT } from '../experience-client.mjs';
import { watch } from '../watch.mjs';

const FOLDER = 'examples/data';
const FILES = ['orders-2024.csv.gz', 'orders-2025.csv', 'orders-2026.tsv'];

/** The orders of three years become one table, although those of the last have other columns; each is given its reason. */
export const mashTables = {
  title: 'Three files become one table',

  async play({ stage, venue }) {
    const experience = await venue.forFiles();
    stage.say(
      'The orders of 2026 have other columns than those before, in another order. Which are the same is found out from names, meanings and values.',
    );
    const uploads = await Promise.all(FILES.map((file) => experience.upload(`${FOLDER}/${file}`, { wait: 30 })));
    const refs = uploads.map(({ result }) => result?.artifact_id);
    for (const [index, ref] of refs.entries()) {
      assertSeen(ref !== undefined, `${FILES[index]} was not taken in.`);
      stage.variable(`Y${2024 + index}`, ref);
    }
    stage.command(
      "curl $V1/data-mash/create -H 'Content-Type: application/json' -d '{",
      `"tenant_id": "${TENANT}", "session_id": "'$SESSION'",`,
      `"content_refs": ["'$Y2024'", "'$Y2025'", "'$Y2026'"]}'`,
    );
    await stage.breathe();
    const { execution_id: executionId } = await experience.mash(refs);
    stage.variable('EXECUTION', executionId);
    stage.command("curl -N $V1/execution/$EXECUTION/events -H 'Accept: text/event-stream'");
    const last = (await watch(stage, experience, executionId)).at(-1);
    assertSeen(last?.type === 'execution.succeeded', `The files were not mashed: the last event is ${last?.type}.`);

    stage.variable('MASH', last.data.result.mash_id);
    stage.command('curl $V1/data-mash/$MASH');
    await showMash(stage, await experience.dataMash(last.data.result.mash_id), refs);
    await stage.breathe();
  },
};

async function showMash(stage, { model, rows, quality }, refs) {
  await stage.table(
    ['column', 'type', 'in 2026', 'because'],
    model.columns.map(({ name, type, sources }) => {
      const { column, reason } = sources.find(({ content_ref: ref }) => ref === refs.at(-1)) ?? {};
      return [name, type, column, reason];
    }),
  );
  const rowsIn = refs.map((ref) => rows.in[ref]);
  const sum = rowsIn.reduce((one, other) => one + other, 0);
  assertSeen(rows.out === sum, `${rowsIn.join(' + ')} rows went in, and ${rows.out} came out.`);
  stage.say(`${rowsIn.join(' + ')} rows in, ${rows.out} out. What to know of them:`);
  await stage.table(
    ['what', 'column', 'rows'],
    quality.issues.map(({ code, column, count }) => [code, column, count]),
  );
}
