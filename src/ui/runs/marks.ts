/** Runs in charts differ by letter and dash, because colours stand for heads and teacher. */
export const RUN_LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export const RUN_DASH = ['', '7 3', '2 2.5', '10 3 2 3', '4 2', '12 4 2 2 2 4'] as const;
