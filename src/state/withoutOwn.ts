import { type Validated, validate } from '../experiment/fields/validate';
import { withConsequences } from '../experiment/presets';
import { sessionText } from '../sentences/session';

/** A link cannot carry images: an experiment on own ones falls back to Shapes, and says so. */
export function withoutOwn(opening: Validated): Validated {
  if (opening.config.dataset !== 'own') return opening;
  const { config, messages } = validate(withConsequences(opening.config, { dataset: 'shapes' }));
  return { config, messages: [...opening.messages, sessionText.ownNotInLink, ...messages] };
}
