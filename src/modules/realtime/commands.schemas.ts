import { z } from 'zod';
import { isDevice } from '../heartbeat/heartbeat.dto.js';
import { STATUS_WORDS } from '../heartbeat/presence-view.domain.js';

/** The whole number of an agent, or its decimal string. */
const agentId = z.union([
  z.int().min(1),
  z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
]);
const id = z.string().min(1).max(64);
const room = z.string().min(1).max(150);
const rooms = z.union([
  room.transform((one) => [one]),
  z.strictObject({ room }).transform((given) => [given.room]),
  z.strictObject({ rooms: z.array(room).min(1).max(100) }).transform((given) => given.rooms),
]);

/** What clients send. Fields that are not here are refused. */
export const COMMANDS = {
  heartbeat: z.strictObject({
    agentId: agentId.optional(),
    deviceConnected: z.boolean(),
    currentStatus: z.enum(STATUS_WORDS).optional(),
    device: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .refine(isDevice, 'must be a text or a flat object of plain values')
      .optional(),
  }),
  status: z.strictObject({
    agentId: agentId.optional(),
    status: z.enum(STATUS_WORDS),
    reason: z.string().max(255).nullable().optional(),
  }),
  accept_call: z.strictObject({ offerId: id }),
  reject_call: z.strictObject({ offerId: id }),
  subscribe: rooms,
  unsubscribe: rooms,
} as const;
export type CommandName = keyof typeof COMMANDS;
export type Command<C extends CommandName> = z.output<(typeof COMMANDS)[C]>;

export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);
