import { z } from 'zod';

/** The states of a call that is not over (exotel.md 1.5). */
const LIVE = new Set(['queued', 'in-progress', 'ringing']);

const optionalText = z.string().nullish();
const optionalNumber = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const number = value === null || value === undefined || value === '' ? NaN : Number(value);
    return Number.isFinite(number) ? number : null;
  });

const callSchema = z.object({
  Sid: z.string(),
  From: optionalText,
  To: optionalText,
  PhoneNumberSid: optionalText,
  Status: z.string(),
  StartTime: optionalText,
  EndTime: optionalText,
  Duration: optionalNumber,
  Direction: optionalText,
  AnsweredBy: optionalText,
  Price: optionalNumber,
  RecordingUrl: optionalText,
  Details: z
    .object({
      ConversationDuration: optionalNumber,
      Leg1Status: optionalText,
      Leg2Status: optionalText,
    })
    .partial()
    .nullish(),
});
export const oneSchema = z.object({ Call: callSchema });
export const listSchema = z.object({
  Calls: z.array(callSchema),
  Metadata: z.object({ NextPageUri: optionalText }).partial().nullish(),
});

/** A call as v1 shows it (exotel.md 1.4); `Details` only of one call that was asked for. */
export type ExotelCall = z.infer<typeof callSchema>;

export const isLive = ({ Status }: ExotelCall): boolean => LIVE.has(Status);

/** `AnsweredBy`: NA, HUMAN, Machine, NotSure (exotel.md 1.5). */
export const isMachine = (answeredBy: string | null | undefined): boolean =>
  answeredBy?.toLowerCase() === 'machine';
