import './step.css';
import { Fragment } from 'react';
import type { Distillation } from '../../../experiment/config';
import { stepText } from '../../../sentences/step';
import type { StepSnapshot } from '../../../worker/protocol';
import { equationOf } from '../../loss/equation';
import { VOICE_CLASS } from '../../theme/colors';

export interface LossEquationProps {
  now: Pick<StepSnapshot, 'terms' | 'live'>;
  distillation: Distillation;
}

/** The loss as a sum: symbols, numbers, and the share of each term in the total. */
export function LossEquation({ now, distillation }: LossEquationProps) {
  const { terms, total, exact } = equationOf(now, distillation);
  return (
    <div className="equation">
      <div className="equation-line">
        {terms.map((term, i) => (
          <Fragment key={term.key}>
            {i > 0 && <span className="equation-sign">+</span>}
            <div className={VOICE_CLASS[term.key]}>
              <p className="equation-name">
                <span className="voice-text">{stepText.terms[term.key]}</span> <Symbols text={term.symbols} />
              </p>
              <p className="tabular">
                {term.numbers && <span className="equation-numbers">{term.numbers} = </span>}
                <strong className="equation-value voice-text">{term.value}</strong>
              </p>
            </div>
          </Fragment>
        ))}
        <span className="equation-sign">{exact ? '=' : '≈'}</span>
        <div>
          <p className="equation-name">{stepText.total}</p>
          <p>
            <strong className="equation-value tabular">{total}</strong>
          </p>
        </div>
        <p className="faint equation-note">{exact ? stepText.batchMean : stepText.batchMeanRounded}</p>
      </div>
      <div className="equation-shares" aria-hidden="true">
        {terms.map((term) => (
          <span key={term.key} className={VOICE_CLASS[term.key]} style={{ width: `${100 * term.share}%` }} />
        ))}
      </div>
    </div>
  );
}

/** Shows the part after an underscore as a subscript: L_label. */
function Symbols({ text }: { text: string }) {
  const [before, index] = text.split('_');
  return (
    <span className="equation-symbols">
      {before}
      {index !== undefined && <sub>{index}</sub>}
    </span>
  );
}
