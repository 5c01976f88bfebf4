import './field.css';
import { useId } from 'react';
import { followsPaper, isTooStrong } from '../../../experiment/recipe';
import { formText } from '../../../sentences/form';
import { useExperiment } from '../../../state/experiment';
import { switched } from '../../../state/recipe';
import { controller } from '../../../state/runController';

/** Switches the paper's whole recipe on and off. Each of its values also has its own field. */
export function RecipeSwitch() {
  const id = useId();
  const config = useExperiment((state) => state.config);
  const on = followsPaper(config);
  return (
    <div className="field recipe" data-testid="recipe">
      <label htmlFor={id}>{formText.recipe}</label>
      <div className="field-control">
        <input
          id={id}
          type="checkbox"
          checked={on}
          aria-describedby={`${id}-hint`}
          onChange={({ target }) => controller.change(switched(config, target.checked))}
        />
      </div>
      <span className="faint field-hint" id={`${id}-hint`}>
        {formText.recipeHint}
        {isTooStrong(config) && (
          <>
            {' '}
            <strong>{formText.recipeTooStrong}</strong>
          </>
        )}
      </span>
    </div>
  );
}
