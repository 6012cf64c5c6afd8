import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiTags } from '@nestjs/swagger';
import { Clock } from '../../common/clock.js';
import { asDeliveryId, asWebhookId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { ClientIp } from '../../platform/http/client-ip.decorator.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { IfMatch } from '../../platform/http/if-match.js';
import { actorOf } from '../settings/settings-audit.domain.js';
import {
  ChangedWebhookDto,
  DeliveryDto,
  deliveryDto,
  ListDeliveriesQuery,
  NewWebhookDto,
  WebhookDto,
  webhookDto,
  webhookWithSecretDto,
  WebhookWithSecretDto,
} from './webhooks.dto.js';
import { WebhooksService, type WebhookCommand } from './webhooks.service.js';

const IfMatchHeader = () =>
  ApiHeader({ name: 'If-Match', required: false, description: 'the version that was read' });

/**
 * Receivers of events. Each event is sent by POST as `{ id, type, timestamp, seq, clientId,
 * callLogId, agentId, data }`, signed by the Standard Webhooks scheme (`webhook-id`,
 * `webhook-timestamp`, `webhook-signature`). Events of one call come in their order, each at least
 * once: `webhook-id` tells repeats. Any 2xx takes an event; 410 switches the receiver off; anything
 * else is tried again for three days.
 */
@ApiTags('webhooks')
@ApiBearerAuth()
@Controller('api/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly clock: Clock,
  ) {}

  /** The company's receivers, oldest first. */
  @Get()
  @Can('webhooks:read')
  async listWebhooks(@Me() me: Principal): Promise<WebhookDto[]> {
    const now = this.clock.date();
    return (await this.webhooks.list(me.clientId)).map((endpoint) => webhookDto(endpoint, now));
  }

  /** Registers a receiver for what happens from now on; its secret is told this once. */
  @Post()
  @Can('webhooks:write')
  @Idempotent()
  @Fails('WEBHOOK_LIMIT_REACHED')
  async createWebhook(
    @Me() me: Principal,
    @Body() body: NewWebhookDto,
    @ClientIp() ip: string,
  ): Promise<WebhookWithSecretDto> {
    const by = { actor: actorOf(me), ip };
    const made = await this.webhooks.create(me.clientId, body, by);
    return webhookWithSecretDto(made, this.clock.date());
  }

  /** Changes what is sent; `isActive` turns it off and on. */
  @Put(':id')
  @IfMatchHeader()
  @Can('webhooks:write')
  @Fails('WEBHOOK_NOT_FOUND', 'VERSION_CONFLICT')
  async updateWebhook(
    @Me() me: Principal,
    @Param('id') id: string,
    @Body() body: ChangedWebhookDto,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
  ): Promise<WebhookDto> {
    const changed = await this.webhooks.update(commandOf(me, id, ip, ifVersion), body);
    return webhookDto(changed, this.clock.date());
  }

  /** Removes a receiver with its deliveries. */
  @Delete(':id')
  @IfMatchHeader()
  @Can('webhooks:write')
  @Fails('WEBHOOK_NOT_FOUND', 'VERSION_CONFLICT')
  async deleteWebhook(
    @Me() me: Principal,
    @Param('id') id: string,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
  ): Promise<null> {
    await this.webhooks.delete(commandOf(me, id, ip, ifVersion));
    return null;
  }

  /** A new secret, told this once; for 24 hours the old one signs too. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @IfMatchHeader()
  @Can('webhooks:write')
  @Idempotent()
  @Fails('WEBHOOK_NOT_FOUND', 'VERSION_CONFLICT')
  async rotateWebhookSecret(
    @Me() me: Principal,
    @Param('id') id: string,
    @IfMatch() ifVersion: number | null,
    @ClientIp() ip: string,
  ): Promise<WebhookWithSecretDto> {
    const command = commandOf(me, id, ip, ifVersion);
    const rotated = await this.webhooks.rotateSecret(command);
    return webhookWithSecretDto(rotated, this.clock.date());
  }

  /** What was sent, what waits and what is parked, newest event first. */
  @Get(':id/deliveries')
  @Can('webhooks:read')
  @AnswersPage(DeliveryDto)
  @Fails('WEBHOOK_NOT_FOUND')
  async listWebhookDeliveries(
    @Me() me: Principal,
    @Param('id') id: string,
    @Query() query: ListDeliveriesQuery,
  ): Promise<Page<DeliveryDto>> {
    const { state, page, limit } = query;
    const found = await this.webhooks.listDeliveries(
      me.clientId,
      asWebhookId(id),
      state,
      pageRequest(page, limit),
    );
    return { ...found, items: found.items.map(deliveryDto) };
  }

  /** Sends an event again, as the same message; one that waits is tried at once. */
  @Post(':id/deliveries/:deliveryId/replay')
  @HttpCode(200)
  @Can('webhooks:write')
  @Idempotent()
  @Fails('WEBHOOK_NOT_FOUND', 'DELIVERY_NOT_FOUND', 'WEBHOOK_DISABLED')
  async replayWebhookDelivery(
    @Me() me: Principal,
    @Param('id') id: string,
    @Param('deliveryId') deliveryId: string,
  ): Promise<DeliveryDto> {
    return deliveryDto(
      await this.webhooks.replay(me.clientId, asWebhookId(id), asDeliveryId(deliveryId)),
    );
  }
}

const commandOf = (
  me: Principal,
  id: string,
  ip: string,
  ifVersion: number | null,
): WebhookCommand => ({
  clientId: me.clientId,
  id: asWebhookId(id),
  by: { actor: actorOf(me), ip },
  ifVersion,
});
