import { Icon } from '../elements/icon.js';
import { ProblemNotice } from '../elements/problem-notice.js';
import { spokenSize } from '../elements/spoken-time.js';
import { StatusMark } from '../elements/status-mark.js';
import { useAddress, withSearch } from '../routing/address.js';
import { Link } from '../routing/link.js';
import type { Upload } from './uploads.js';
import { useUploads } from './uploads-context.js';

/** Files on their way, and those that have just come to their end. */
export function UploadList() {
  const [list, uploads] = useUploads();
  if (list.length === 0) return null;
  const isOver = list.every(({ state }) => state === 'done' || state === 'failed' || state === 'cancelled');
  return (
    <section className="uploads" aria-label="Uploads">
      <ul>
        {list.map((upload) => (
          <UploadRow key={upload.key} upload={upload} cancel={() => uploads.cancel(upload.key)} />
        ))}
      </ul>
      {isOver && (
        <button type="button" className="button small" onClick={() => uploads.clear()}>
          Clear
        </button>
      )}
    </section>
  );
}

function UploadRow({ upload, cancel }: { readonly upload: Upload; readonly cancel: () => void }) {
  const { search } = useAddress();
  const { file, state, sent, step, executionId, artifactId, problem } = upload;
  const isUnderWay = state === 'waiting' || state === 'sending' || state === 'taking_in';
  return (
    <li className="upload">
      <div className="upload-line">
        <span className="clip upload-name">
          {artifactId ? (
            <Link href={withSearch(`/content/${artifactId}`, search, { view: '' })}>{file.name}</Link>
          ) : (
            file.name
          )}
        </span>
        <span className="quiet small">{spokenSize(file.size)}</span>
        <span className="upload-state" role="status">
          {state === 'waiting' && <StatusMark status="queued" />}
          {state === 'sending' && `sending ${Math.round(sent * 100)} %`}
          {state === 'taking_in' && (
            <>
              <StatusMark status="running" />
              <span className="quiet small"> {step ?? 'accepted'}</span>
            </>
          )}
          {state === 'done' && <StatusMark status="succeeded" />}
          {state === 'failed' && <StatusMark status="failed" />}
          {state === 'cancelled' && <StatusMark status="cancelled" />}
        </span>
        {executionId && (
          <Link className="small" href={withSearch(`/executions/${executionId}`, search, {})}>
            see how
          </Link>
        )}
        {isUnderWay && (
          <button
            type="button"
            className="icon-button"
            onClick={cancel}
            aria-label={`Cancel ${file.name}`}
            title="Cancel"
          >
            <Icon name="close" />
          </button>
        )}
      </div>
      {isUnderWay && (
        <div
          className="bar"
          role="progressbar"
          aria-label={`Sent of ${file.name}`}
          aria-valuenow={Math.round(sent * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <span
            className={state === 'taking_in' ? 'bar-fill moving' : 'bar-fill'}
            style={{ width: `${sent * 100}%` }}
          />
        </div>
      )}
      {problem && <ProblemNotice problem={problem} />}
    </li>
  );
}
