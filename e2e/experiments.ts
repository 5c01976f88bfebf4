/** Experiments small enough for a software adapter, as the end of a permalink. */

/** The smallest students that still have everything: two tokens, patches, a block. */
const TINY = 'dim=16&depth=1&heads=2&batch=16&n=320&epochs=50&warmup=0&crop=none';

/** Without a teacher: nothing to wait for. */
export const TINY_ALONE = `#teacher=none&distil=none&token=off&${TINY}`;

/** With the shipped teacher, soft distillation through the token. */
export const TINY_TAUGHT = `#distil=soft&${TINY}`;

/** The Micro student with all that it takes to learn something of Shapes in 375 steps. */
export const MICRO =
  '#distil=hard&dim=32&depth=2&heads=2&batch=32&n=4000&epochs=3&warmup=1&lr=0.004&crop=none&flip=off';
