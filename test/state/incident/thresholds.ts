/** What the registry says where it says nothing. */
import { defaultsSchema } from '../../../lib/registry/limits.ts';

export const { thresholds: THRESHOLDS } = defaultsSchema.parse({});
