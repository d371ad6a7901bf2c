import { type DragEvent, useRef, useState } from 'react';
import { useUploads } from './uploads-context.js';

/** Where files are dropped or picked, several at once. */
export function DropZone({ isLarge }: { readonly isLarge: boolean }) {
  const [, uploads] = useUploads();
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  function take(files: FileList | null): void {
    if (files !== null && files.length > 0) void uploads.add([...files]);
  }

  function drag(event: DragEvent): void {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type !== 'dragleave');
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  }

  const classes = ['drop-zone', isLarge ? 'large' : '', isOver ? 'over' : ''].join(' ').trim();
  return (
    <div
      className={classes}
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drop}
      data-testid="drop-zone"
    >
      <input
        ref={input}
        id="files"
        type="file"
        multiple
        className="said"
        tabIndex={-1}
        aria-label="Files to take in"
        onChange={({ target }) => {
          take(target.files);
          target.value = '';
        }}
      />
      <button type="button" className="button" onClick={() => input.current?.click()}>
        Pick files
      </button>
      <p>
        or drop them here
        {isLarge && <span className="quiet"> – CSV, JSON, Parquet, Excel, text, and gzip of the others</span>}
      </p>
    </div>
  );
}
