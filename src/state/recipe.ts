/** The switch for the paper's recipe. */
import { create } from 'zustand';
import type { ExperimentConfig } from '../experiment/config';
import { paperRecipe, valuesBeforeRecipe, valuesWithoutRecipe } from '../experiment/recipe';

/** The values of the recipe's fields before it was switched on; null if unknown. */
export const useRecipe = create<{ before: Partial<ExperimentConfig> | null }>()(() => ({ before: null }));

/** What the switch changes: to the recipe, or back to the values before it. If they are unknown, to those usual for the data set. */
export function switched(config: ExperimentConfig, on: boolean): Partial<ExperimentConfig> {
  if (!on) return { ...valuesWithoutRecipe(config), ...useRecipe.getState().before };
  useRecipe.setState({ before: valuesBeforeRecipe(config) });
  return paperRecipe(config);
}
