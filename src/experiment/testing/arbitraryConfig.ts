import fc from 'fast-check';
import { experimentFrom, FIELDS } from '../fields/table';
import type { Field } from '../fields/types';

function arbitraryValue(field: Field): fc.Arbitrary<unknown> {
  switch (field.type) {
    case 'toggle':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...field.options.map((option) => option.value));
    case 'number':
      return field.integer
        ? fc
            .integer({ min: 0, max: Math.floor((field.max - field.min) / field.step) })
            .map((n) => field.min + n * field.step)
        : fc.double({ min: field.min, max: field.max, noNaN: true });
  }
}

/** Configurations in which each field is possible by itself, though perhaps not all of them together. */
export const anyConfig = fc
  .record(Object.fromEntries(FIELDS.map((field) => [field.key, arbitraryValue(field)])))
  .map((values) => experimentFrom((field) => values[field.key]));
