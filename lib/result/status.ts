/** In a file of its own for the functions that only handle incidents: to load the whole shape of results takes them longer than their own code. */
import * as z from 'zod';

export const statusSchema = z.enum(['healthy', 'degraded', 'failing', 'unknown']);

export type Status = z.infer<typeof statusSchema>;
