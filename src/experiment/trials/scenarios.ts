import { planOf } from './plan';
import type { TrialPlan } from './trials';

/** A question with a plan that answers it. */
export interface Scenario {
  /** Name of its file, without extension. */
  id: string;
  /** Why a teacher might help here, and why not. The trials give the answer. */
  question: string;
  plan: TrialPlan;
}

/** Every file in `scenarios/`. A new scenario is a new file there; `npm run sweep -- --config` takes the same file. */
const FILES = import.meta.glob<Record<string, unknown>>('../scenarios/*.json', { eager: true, import: 'default' });

/** @throws Error if the file has no question, no order, or no possible plan */
function scenarioOf(path: string, given: Record<string, unknown>): Scenario & { order: number } {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const { question, order } = given;
  if (typeof question !== 'string' || typeof order !== 'number')
    throw new Error(`${file}: a scenario needs a question and an order.`);
  return { id: file.replace(/\.json$/, ''), question, order, plan: planOf(given, file) };
}

/** All scenarios, in their order. */
export const SCENARIOS: readonly Scenario[] = Object.entries(FILES)
  .map(([path, given]) => scenarioOf(path, given))
  .sort((a, b) => a.order - b.order);
