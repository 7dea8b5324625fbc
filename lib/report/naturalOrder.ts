/** Sorts names as people do: `node-2` before `node-10`. One collator, since each costs much. */
export const natural = new Intl.Collator('en', { numeric: true }).compare;
