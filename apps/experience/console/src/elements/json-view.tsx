import { useState } from 'react';
import { CopyButton } from './copy-button.js';

const SHOWN = 20_000;

/** Any JSON, as text. A long one is shown in part until the rest is asked for. */
export function JsonView({ value, name }: { readonly value: unknown; readonly name: string }) {
  const [isWhole, showWhole] = useState(false);
  const text = JSON.stringify(value, null, 2) ?? 'nothing';
  const isCut = !isWhole && text.length > SHOWN;
  return (
    <div className="json">
      <CopyButton text={text} what={name} />
      <pre tabIndex={0} aria-label={name} role="region">
        {isCut ? `${text.slice(0, SHOWN)}\n…` : text}
      </pre>
      {isCut && (
        <button type="button" className="button small" onClick={() => showWhole(true)}>
          Show all {text.length.toLocaleString()} characters
        </button>
      )}
    </div>
  );
}
