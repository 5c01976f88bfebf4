import './model.css';
import { useEffect, useId, useRef, useState } from 'react';
import { modelText } from '../../../sentences/model';
import { look, useLook } from '../../../state/look';
import { models, useModel } from '../../../state/model';
import type { OpenedModel, Subject } from '../../../worker/protocol';
import { formatCount, formatLarge } from '../../common/format';
import { OpenModel } from './OpenModel';

/** Whose tokens are looked at: the student's, or those of a model that was opened beside it. */
export function SubjectBar() {
  const name = useId();
  const opened = useModel((state) => state.opened);
  const { subject, problem } = useLook();
  const [asking, setAsking] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (asking) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asking]);
  const subjects: [Subject, string][] = [
    ['student', modelText.student],
    ...(opened ? [['model', opened.name] as [Subject, string]] : []),
  ];
  return (
    <div className="subject-bar">
      {opened && (
        <fieldset>
          <legend className="visually-hidden">{modelText.subject}</legend>
          <div className="segmented">
            {subjects.map(([value, label]) => (
              <label key={value}>
                <input
                  type="radio"
                  name={name}
                  checked={subject === value}
                  onChange={() => look.chooseSubject(value)}
                />
                <span className="subject-name">{label}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {opened && subject === 'model' && <p className="note subject-facts">{factsOf(opened)}</p>}
      <div className="subject-actions">
        {opened && (
          <button type="button" className="button-quiet" onClick={() => models.close()}>
            {modelText.close}
          </button>
        )}
        <button type="button" title={modelText.openTitle} onClick={() => setAsking(true)}>
          {modelText.open}
        </button>
      </div>
      {subject === 'model' && (
        <p role="alert" className={problem ? 'notice notice-bad' : 'visually-hidden'}>
          {problem && modelText.again(problem.message, problem.kept ?? problem.remedy ?? '')}
        </p>
      )}
      <dialog ref={dialog} className="model-dialog" aria-labelledby="model-heading" onClose={() => setAsking(false)}>
        {asking && <OpenModel onDone={() => setAsking(false)} />}
      </dialog>
    </div>
  );
}

function factsOf({ parameters, shape, tokens, data, named }: OpenedModel): string {
  const classes = modelText.classes(formatCount(data.classes), named);
  return modelText.facts(formatLarge(parameters), shape.imageSize, tokens, shape.depth, shape.heads, classes);
}
