import { useId } from 'react';
import type { Entered, Field, Mistakes } from './schema-fields.js';

interface FieldInputProps {
  readonly field: Field;
  readonly entered: Entered;
  readonly mistakes: Mistakes;
  readonly enter: (pointer: string, value: string | boolean) => void;
}

/** One field of a form, and those inside it. */
export function FieldInput(props: FieldInputProps) {
  const { field, entered, mistakes, enter } = props;
  const id = useId();
  const { pointer, name, shape, isRequired, hint } = field;
  const mistake = mistakes[pointer];
  if (shape.kind === 'group') {
    return (
      <fieldset className="group">
        <legend className="field-name">
          {name}
          {!isRequired && <span className="quiet"> optional</span>}
        </legend>
        {hint && <small className="quiet">{hint}</small>}
        {shape.fields.map((inner) => (
          <FieldInput key={inner.pointer} {...props} field={inner} />
        ))}
      </fieldset>
    );
  }
  const text = typeof entered[pointer] === 'string' ? entered[pointer] : '';
  const common = {
    id,
    required: isRequired,
    'aria-invalid': mistake !== undefined,
    'aria-describedby': hint || mistake ? `${id}-about` : undefined,
  };
  const type = (value: string): void => enter(pointer, value);
  return (
    <div className="field">
      {shape.kind === 'yes_no' ? (
        <label className="yes-no">
          <input
            {...common}
            required={false}
            type="checkbox"
            checked={entered[pointer] === true}
            onChange={({ target }) => enter(pointer, target.checked)}
          />
          <span className="field-name">{name}</span>
        </label>
      ) : (
        <label htmlFor={id} className="field-name">
          {name}
          {!isRequired && <span className="quiet"> optional</span>}
          {shape.kind === 'lines' && <span className="quiet"> one on each line</span>}
          {shape.kind === 'json' && <span className="quiet"> JSON</span>}
        </label>
      )}
      {shape.kind === 'text' &&
        (shape.isLong ? (
          <textarea
            {...common}
            value={text}
            onChange={({ target }) => type(target.value)}
            rows={3}
            maxLength={shape.maxLength}
          />
        ) : (
          <input
            {...common}
            value={text}
            onChange={({ target }) => type(target.value)}
            maxLength={shape.maxLength}
            autoComplete="off"
          />
        ))}
      {shape.kind === 'number' && (
        <input
          {...common}
          value={text}
          onChange={({ target }) => type(target.value)}
          inputMode={shape.isWhole ? 'numeric' : 'decimal'}
          autoComplete="off"
        />
      )}
      {shape.kind === 'choice' && (
        <select {...common} value={text} onChange={({ target }) => type(target.value)}>
          <option value="" />
          {shape.values.map((value) => (
            <option key={String(value)}>{String(value)}</option>
          ))}
        </select>
      )}
      {(shape.kind === 'lines' || shape.kind === 'json') && (
        <textarea
          {...common}
          value={text}
          onChange={({ target }) => type(target.value)}
          rows={shape.kind === 'json' ? 4 : 3}
          spellCheck={false}
        />
      )}
      {(hint || mistake) && (
        <small id={`${id}-about`} className={mistake ? 'field-error' : ''}>
          {mistake ?? hint}
        </small>
      )}
    </div>
  );
}
