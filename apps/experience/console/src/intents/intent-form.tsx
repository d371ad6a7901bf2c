import { type FormEvent, useMemo, useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { Icon } from '../elements/icon.js';
import { JsonView } from '../elements/json-view.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { answered, type Schemas } from '../experience/experience-client.js';
import { navigate, useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import { FieldInput } from './field-input.js';
import { type Entered, fieldsOf, type Mistakes, payloadOf } from './schema-fields.js';

/** A form made from the schema of an intent's payload; what it says can be seen, and written by hand, as JSON. */
export function IntentForm({ intent }: { readonly intent: Schemas['IntentType'] }) {
  const { client, identity, session } = useConsole();
  const { search } = useAddress();
  const fields = useMemo(() => fieldsOf(intent.payload_schema), [intent]);
  const [entered, enter] = useState<Entered>({});
  const [written, write] = useState<string>();
  const [concurrencyKey, setKey] = useState('');
  const [mistakes, tellMistakes] = useState<Mistakes>({});
  const [problem, tell] = useState<Problem>();
  const [isPending, setPending] = useState(false);
  // A submit that got no answer is repeated under the same key, so that it is carried out once.
  const [idempotencyKey, renewKey] = useState(() => crypto.randomUUID());

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    tell(undefined);
    const { payload, mistakes: found } = written === undefined ? payloadOf(fields, entered) : readWritten(written);
    tellMistakes(found);
    if (Object.keys(found).length > 0) return;
    setPending(true);
    try {
      const body = {
        intent_type: intent.type,
        realm: intent.realm,
        session_id: await session.id(),
        payload: payload as Record<string, never>,
        ...(identity.mode === 'open' && { tenant_id: identity.tenant }),
        ...(concurrencyKey !== '' && { concurrency_key: concurrencyKey }),
      } as Schemas['SubmitIntent'];
      const { execution_id: id } = await answered(
        client.POST('/v1/intent/submit', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }),
      );
      navigate(withSearch(`/executions/${id}`, search, {}));
    } catch (error) {
      const refused = problemOf(error);
      if (refused.code !== 'UNREACHABLE') renewKey(crypto.randomUUID());
      if (refused.code === 'SESSION_CLOSED' || refused.code === 'SESSION_NOT_FOUND') session.forget();
      tellMistakes(
        Object.fromEntries(
          (refused.errors ?? []).map(({ pointer, detail }) => [pointer.replace(/^\/payload/, ''), detail]),
        ),
      );
      tell(refused);
      setPending(false);
    }
  }

  return (
    <section className="detail" aria-labelledby="intent-title">
      <header className="room-head">
        <Link className="icon-button" href={withSearch('/intents', search, {})} title="Close">
          <Icon name="back" />
          <span className="said">Back to the list</span>
        </Link>
        <h2 id="intent-title" className="clip">
          {intent.type}
        </h2>
        <Link className="push small" href={withSearch('/executions', search, { type: intent.type })}>
          its executions
        </Link>
      </header>
      <div className="scroll detail-body">
        {intent.title && <p className="quiet">{intent.title}</p>}
        <form className="form intent-form" onSubmit={(event) => void submit(event)} noValidate>
          {written === undefined ? (
            fields.map((field) => (
              <FieldInput
                key={field.pointer}
                field={field}
                entered={entered}
                mistakes={mistakes}
                enter={(pointer, value) => enter((last) => ({ ...last, [pointer]: value }))}
              />
            ))
          ) : (
            <label className="field">
              <span>Payload</span>
              <textarea
                value={written}
                onChange={({ target }) => write(target.value)}
                rows={14}
                spellCheck={false}
                aria-invalid={'' in mistakes}
              />
              {mistakes[''] && <small className="field-error">{mistakes['']}</small>}
            </label>
          )}
          <label className="field">
            <span>
              Concurrency key <span className="quiet">optional</span>
            </span>
            <input
              value={concurrencyKey}
              onChange={({ target }) => setKey(target.value)}
              maxLength={200}
              autoComplete="off"
            />
            <small>Executions of the same key are carried out one after the other.</small>
          </label>
          {problem && <ProblemNotice problem={problem} />}
          <p className="page-foot">
            <button type="submit" className="button primary" disabled={isPending}>
              {isPending ? 'Submitting …' : 'Submit and watch'}
            </button>
            <button
              type="button"
              className="button"
              onClick={() =>
                write(written === undefined ? JSON.stringify(payloadOf(fields, entered).payload, null, 2) : undefined)
              }
            >
              {written === undefined ? 'Write it as JSON' : 'Back to the form'}
            </button>
          </p>
        </form>
        <details>
          <summary>Schema of the payload</summary>
          <JsonView value={intent.payload_schema} name="schema of the payload" />
        </details>
        <details>
          <summary>Schema of the result</summary>
          <JsonView value={intent.result_schema} name="schema of the result" />
        </details>
      </div>
    </section>
  );
}

function readWritten(text: string): { payload: unknown; mistakes: Mistakes } {
  try {
    return { payload: JSON.parse(text) as unknown, mistakes: {} };
  } catch (error) {
    return { payload: undefined, mistakes: { '': (error as Error).message } };
  }
}
