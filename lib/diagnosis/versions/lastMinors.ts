/** The last minor of each major that is complete; a major that is not here may still get minors. */
export const LAST_MINORS: Readonly<Record<number, number>> = { 6: 8, 7: 17, 8: 19 };
