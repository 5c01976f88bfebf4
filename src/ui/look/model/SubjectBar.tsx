import './model.css';
import { useState } from 'react';
import { modelText } from '../../../sentences/model';
import { formatCount, formatLarge } from '../../../sentences/numbers';
import { look, useLook } from '../../../state/look';
import { models, useModel } from '../../../state/model';
import type { OpenedModel } from '../../../worker/protocol';
import { Dialog } from '../../common/Dialog';
import { Segmented } from '../../common/Segmented';
import { OpenModel } from './OpenModel';

/** Whose tokens the Look view shows: those of the student or of an opened model. */
export function SubjectBar() {
  const opened = useModel((state) => state.opened);
  const { subject, problem } = useLook();
  const [asking, setAsking] = useState(false);
  return (
    <div className="subject-bar">
      {opened && (
        <fieldset>
          <legend className="visually-hidden">{modelText.subject}</legend>
          <Segmented
            options={[
              { value: 'student', label: modelText.student },
              { value: 'model', label: <span className="subject-name">{opened.name}</span> },
            ]}
            value={subject}
            onChange={(chosen) => look.chooseSubject(chosen)}
          />
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
          {problem && [problem.message, problem.kept ?? problem.remedy].filter(Boolean).join(' ')}
        </p>
      )}
      <Dialog open={asking} className="model-dialog" labelledBy="model-heading" onClose={() => setAsking(false)}>
        <OpenModel onDone={() => setAsking(false)} />
      </Dialog>
    </div>
  );
}

function factsOf({ parameters, shape, tokens, data, named }: OpenedModel): string {
  const classes = modelText.classes(formatCount(data.classes), named);
  return modelText.facts(formatLarge(parameters), shape.imageSize, tokens, shape.depth, shape.heads, classes);
}
