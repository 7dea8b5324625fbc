/** The default thresholds of the registry. */
import { defaultsSchema } from '../../../lib/registry/limits.ts';

export const { thresholds: THRESHOLDS } = defaultsSchema.parse({});
