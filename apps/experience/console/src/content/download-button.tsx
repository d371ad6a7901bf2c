import { useState } from 'react';
import { useConsole } from '../app/console-context.js';
import { Icon } from '../elements/icon.js';
import { type Problem, problemOf } from '../experience/answered-problem.js';
import { download } from './download.js';

/** Saves what stands at a path, and says beside itself why it could not. */
export function DownloadButton({ path, filename }: { readonly path: string; readonly filename: string }) {
  const { identity } = useConsole();
  const [problem, tell] = useState<Problem>();
  return (
    <>
      {problem && (
        <span role="alert" className="small">
          {problem.detail}
        </span>
      )}
      <button
        type="button"
        className="button small"
        onClick={() => void download(path, filename, identity).catch((error: unknown) => tell(problemOf(error)))}
      >
        <Icon name="download" />
        Download
      </button>
    </>
  );
}
