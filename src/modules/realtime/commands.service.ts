import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { CommonErrors, type DomainError } from '../../common/errors.js';
import { asAgentId, asOfferId, Ids } from '../../common/ids.js';
import { Config } from '../../config/config.js';
import { toDomainError } from '../../platform/http/errors.filter.js';
import { may } from '../../platform/http/auth.decorators.js';
import type { Permission } from '../../platform/http/roles.js';
import { Log } from '../../platform/logging/log.js';
import { runInContext } from '../../platform/mongo/request-context.js';
import { AgentsService } from '../agents/agents.service.js';
import { toOfferDto } from '../calls/offers.dto.js';
import { OffersService } from '../calls/offers.service.js';
import { mayJoin, readRoom } from '../feed/rooms.domain.js';
import { AgentHeartbeatService, mustBeSelfOrAdmin } from '../heartbeat/heartbeat.service.js';
import { StatusManager } from '../heartbeat/status-manager.js';
import { COMMANDS, isCommand, type Command, type CommandName } from './commands.schemas.js';
import type { Connection } from './connection.js';
import { Hub } from './hub.service.js';

/** How every message of a client is answered. */
export type Answer =
  | { readonly ok: true; readonly data: unknown }
  | {
      readonly ok: false;
      readonly error: Pick<DomainError, 'code' | 'message'> & {
        readonly details?: DomainError['details'];
      };
    };

/** Messages of one socket in so many seconds of the wall: beyond the first figure they are refused … */
export const MESSAGES = { points: 100, seconds: 10 } as const;
/** … and beyond this many times as many the socket is closed. */
export const FLOOD = 5;
/** Rooms of one socket. */
const ROOMS_AT_MOST = 200;

const NEEDS: Readonly<Record<CommandName, Permission>> = {
  heartbeat: 'heartbeat:write',
  status: 'own:write',
  accept_call: 'offers:write',
  reject_call: 'offers:write',
  subscribe: 'events:read',
  unsubscribe: 'events:read',
};

type Handlers = {
  readonly [C in CommandName]: (connection: Connection, command: Command<C>) => Promise<unknown>;
};

/** What clients ask for over their sockets: the same as over HTTP, by the same services. */
@Injectable()
export class Commands {
  private readonly limiter: RateLimiterMemory;
  private readonly handlers: Handlers = {
    heartbeat: async ({ who }, { agentId, ...beat }) =>
      await this.heartbeats.beat(who, { ...beat, agentId: asAgentId(agentId ?? who.agentId) }),
    status: async ({ who }, { agentId: given, ...choice }) => {
      const agentId = asAgentId(given ?? who.agentId);
      mustBeSelfOrAdmin(who, agentId);
      const { presence, onlineStatus } = await this.statuses.updateAgentStatus(
        who.clientId,
        agentId,
        choice,
        who.agentId,
      );
      const { chosen: status, chosenReason: reason = null, chosenAt: since = null } = presence;
      return { agentId, status, onlineStatus, reason, since };
    },
    accept_call: async ({ who }, { offerId }) =>
      toOfferDto(await this.offers.decide(who, asOfferId(offerId), 'accepted')),
    reject_call: async ({ who }, { offerId }) =>
      toOfferDto(await this.offers.decide(who, asOfferId(offerId), 'rejected')),
    subscribe: async (connection, rooms) => {
      await this.mustBeOpen(connection, rooms);
      return { rooms: await this.hub.join(connection, rooms) };
    },
    unsubscribe: async (connection, rooms) => ({
      rooms: await this.hub.leave(connection, rooms),
    }),
  };

  constructor(
    private readonly hub: Hub,
    private readonly heartbeats: AgentHeartbeatService,
    private readonly statuses: StatusManager,
    private readonly offers: OffersService,
    private readonly agents: AgentsService,
    private readonly ids: Ids,
    private readonly log: Log,
    config: Config,
  ) {
    this.limiter = new RateLimiterMemory({
      points: Math.max(1, Math.round(MESSAGES.points * config.http.rateLimitScale)),
      duration: MESSAGES.seconds,
    });
  }

  /** Does what a message asks for. Never fails: what went wrong is the answer. */
  async handle(connection: Connection, event: string | null, data: unknown): Promise<Answer> {
    const { clientId, agentId } = connection.who;
    return await runInContext({ requestId: this.ids.next(), clientId, agentId }, async () => {
      try {
        await this.mustBeModest(connection);
        // As over HTTP, an ended session asks for nothing, however soon the socket is closed.
        await connection.admission.whoNow();
        return { ok: true, data: await this.run(connection, event, data) };
      } catch (thrown) {
        const { code, message, details, kind } = toDomainError(thrown);
        if (kind === 'internal') this.log.error('message failed', { event, error: thrown });
        return { ok: false, error: { code, message, ...(details && { details }) } };
      }
    });
  }

  private async run(connection: Connection, event: string | null, data: unknown): Promise<unknown> {
    if (event === null) {
      throw CommonErrors.VALIDATION_ERROR({ message: 'This is no message: { event, data }' });
    }
    if (!isCommand(event)) throw CommonErrors.NOT_FOUND({ message: 'There is no such event' });
    if (!may(connection.who, NEEDS[event])) throw CommonErrors.FORBIDDEN();
    const read = COMMANDS[event].safeParse(data);
    if (!read.success) {
      const details = read.error.issues.map(({ path, message }) => ({
        field: path.join('.'),
        message,
      }));
      throw CommonErrors.VALIDATION_ERROR({ details });
    }
    // Each name has the schema of its handler: see the type of `handlers`.
    const handler = this.handlers[event] as (who: Connection, command: unknown) => Promise<unknown>;
    return await handler(connection, read.data);
  }

  private async mustBeModest(connection: Connection): Promise<void> {
    const used = await this.limiter.consume(connection.id).catch((refused: unknown) => refused);
    if (!(used instanceof RateLimiterRes)) throw used as Error;
    if (used.consumedPoints <= this.limiter.points) return;
    if (used.consumedPoints > this.limiter.points * FLOOD) this.hub.close(connection, 'flood');
    throw CommonErrors.RATE_LIMITED();
  }

  /** @throws CommonErrors.VALIDATION_ERROR, FORBIDDEN, AgentErrors.AGENT_NOT_FOUND */
  private async mustBeOpen(connection: Connection, rooms: readonly string[]): Promise<void> {
    for (const room of rooms) {
      const named = readRoom(room);
      if (!named) {
        throw CommonErrors.VALIDATION_ERROR({
          details: [{ field: 'room', message: `there is no room of this name` }],
        });
      }
      if (!mayJoin(connection.who, room)) throw CommonErrors.FORBIDDEN();
      // An agent of another company is one that does not exist.
      if (named.kind === 'agent') {
        await this.agents.get(connection.who.clientId, asAgentId(named.agentId));
      }
    }
    if (connection.rooms.size + rooms.length > ROOMS_AT_MOST) {
      throw CommonErrors.RATE_LIMITED({ message: 'This socket is in too many rooms' });
    }
  }
}
