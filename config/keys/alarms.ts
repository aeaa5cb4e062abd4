/** The key `alarms` of the stack config. */
import { z } from "zod";

export const alarms = z
  .strictObject({
    periodMinutes: z
      .literal([1, 5, 10, 15, 30, 60])
      .default(1)
      .meta({
        description: "Minutes over which an alarm sums its metric.",
        allowed: "1, 5, 10, 15, 30, 60",
        example: "periodMinutes: 1",
      }),
    deniedUploads: z.number().int().min(0).exactOptional().meta({
      description: "Alarm when more uploads than this are denied in a period; no such alarm when left out.",
      allowed: "a whole number, at least 0",
      example: "deniedUploads: 10",
    }),
    silentHours: z.number().int().min(1).max(168).exactOptional().meta({
      description: "Alarm when no upload was recorded for so many hours; no such alarm when left out.",
      allowed: "a whole number of hours from 1 to 168",
      example: "silentHours: 24",
    }),
  })
  .prefault({})
  .meta({
    description: "The alarms. Every metric that breaks the requirement has one.",
    allowed: "a map with periodMinutes, deniedUploads, silentHours",
    example: "alarms: { silentHours: 24 }",
  });
