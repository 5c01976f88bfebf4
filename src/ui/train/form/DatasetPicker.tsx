import { fieldOf } from '../../../experiment/fields/table';
import { datasetText } from '../../../sentences/dataset';
import { useExperiment } from '../../../state/experiment';
import { controller } from '../../../state/runController';
import { useView } from '../../../state/view';

const { options } = fieldOf('dataset');

/** Chooses the data set. Own images have their own dialog. */
export function DatasetPicker({ id, describedBy }: { id?: string; describedBy?: string }) {
  const dataset = useExperiment((state) => state.config.dataset);
  const choose = (value: string) => {
    const chosen = options.find((option) => option.value === value)?.value;
    if (!chosen) return;
    if (chosen === 'own') useView.getState().set({ ownDialog: true });
    else controller.change({ dataset: chosen });
  };
  return (
    <select
      id={id}
      aria-label={id ? undefined : datasetText.picker}
      aria-describedby={describedBy}
      value={dataset}
      onChange={(event) => choose(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.value === 'own' ? datasetText.own : option.label}
        </option>
      ))}
    </select>
  );
}
