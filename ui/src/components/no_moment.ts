/**
 * Stands in for moment inside EUI (see vite.config.ts). EUI's basic predicates import it to ask
 * whether a value is a moment, and nothing here makes one. The chart's chunk has the real thing.
 */
export default { isMoment: () => false };
