import { useState } from 'react';
import { Icon } from './icon.js';

/** Puts a text where the reader can paste it from. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }) {
  const [isCopied, tell] = useState(false);
  function copy(): void {
    void navigator.clipboard?.writeText(text).then(() => {
      tell(true);
      setTimeout(() => tell(false), 1_500);
    });
  }
  return (
    <button type="button" className="icon-button" onClick={copy} title={`Copy ${what}`} aria-label={`Copy ${what}`}>
      <Icon name={isCopied ? 'succeeded' : 'copy'} />
      <span className="said" role="status">
        {isCopied ? 'Copied' : ''}
      </span>
    </button>
  );
}
