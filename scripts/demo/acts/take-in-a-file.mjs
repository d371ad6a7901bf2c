import { readFileSync } from 'node:fs';
import { assertSeen } from '../demo-failed.mjs';
import { TENANT } from '../experience-client.mjs';
import { watch } from '../watch.mjs';

const FILE = 'examples/data/customers.csv';

/** One file goes in; how it is taken in is watched live, and what was found in it is shown. */
export const takeInAFile = {
  title: 'A file goes in',

  async play({ stage, venue }) {
    const experience = await venue.forFiles();
    stage.say('The answer comes as soon as it is safely recorded. From then on it is carried out, whatever dies.');
    stage.command(`curl $V1/content/upload -F file=@${FILE} \\`, `-F tenant_id=${TENANT} -F session_id=$SESSION`);
    await stage.breathe();
    const { execution_id: executionId } = await experience.upload(FILE);
    stage.variable('EXECUTION', executionId);
    stage.command("curl -N $V1/execution/$EXECUTION/events -H 'Accept: text/event-stream'");
    const events = await watch(stage, experience, executionId);
    const last = events.at(-1);
    assertSeen(last?.type === 'execution.succeeded', `${FILE} was not taken in: its last event is ${last?.type}.`);

    await stage.breathe();
    stage.say('What is in it was found out on the way. Nobody had to say what its columns are:');
    stage.variable('CONTENT', last.data.result.artifact_id);
    stage.command('curl $V1/content/$CONTENT/profile');
    const { profile } = await experience.profile(last.data.result.artifact_id);
    await showProfile(stage, profile.tables[0]);
    await stage.breathe();
  },
};

async function showProfile(stage, table) {
  const inFile = readFileSync(FILE, 'utf8').trimEnd().split('\n').length - 1;
  assertSeen(table?.rows === inFile, `${FILE} has ${inFile} rows, but its profile says ${table?.rows}.`);
  await stage.table(
    ['column', 'type', 'means', 'empty', 'distinct', 'from', 'to'],
    table.columns.map(({ name, type, semantic_type: means, nulls, distinct, min, max }) => {
      return [name, type, means, nulls, distinct, String(min ?? '–'), String(max ?? '–')];
    }),
  );
}
