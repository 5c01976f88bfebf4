/** Experiments small enough for a software adapter, as the hash of a permalink. */

/** The smallest student that still has everything: two tokens, patches, a block. */
const TINY = 'dim=16&depth=1&heads=2&batch=16&n=320&epochs=50&warmup=0&crop=none';

/** Without a teacher, so there is nothing to wait for. */
export const TINY_ALONE = `#teacher=none&distil=none&token=off&${TINY}`;

/** With the shipped teacher, soft distillation through the token. */
export const TINY_TAUGHT = `#distil=soft&${TINY}`;

const MICRO_STUDENT = 'distil=hard&dim=32&depth=2&heads=2&batch=32&warmup=1&lr=0.004&crop=none&flip=off';

/** The Micro student with the shipped teacher, for hundreds of steps. */
export const MICRO = `#${MICRO_STUDENT}&n=4000&epochs=3`;

/** The Micro student; its teacher is trained first, on the current data set. */
export const MICRO_WITH_TRAINED_TEACHER = `#teacher=train&tw=8&te=10&${MICRO_STUDENT}&epochs=20`;
