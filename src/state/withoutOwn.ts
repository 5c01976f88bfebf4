import { withConsequences } from './presets';
import { SENTENCES } from './sentences';
import { type Validated, validate } from './validate';

/** A link cannot carry images: an experiment on own ones falls back to Shapes, and says so. */
export function withoutOwn(opening: Validated): Validated {
  if (opening.config.dataset !== 'own') return opening;
  const { config, messages } = validate(withConsequences(opening.config, { dataset: 'shapes' }));
  return { config, messages: [...opening.messages, SENTENCES.ownNotInLink, ...messages] };
}
