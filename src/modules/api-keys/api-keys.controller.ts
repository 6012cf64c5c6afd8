import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asApiKeyId } from '../../common/ids.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, SignedInOnly, type Principal } from '../../platform/http/auth.decorators.js';
import { ClientIp } from '../../platform/http/client-ip.decorator.js';
import { Idempotent } from '../../platform/http/idempotency.js';
import { RateLimit } from '../../platform/http/rate-limit.js';
import { prefixOf } from './api-key.domain.js';
import { ApiKeyDto, CreateApiKeyDto, ListApiKeysQuery, NewApiKeyDto } from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';
import type { ApiKey } from './api-keys.types.js';

@ApiTags('API keys')
@ApiBearerAuth()
@SignedInOnly()
@Controller('api/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  /** Makes a key for a program. The whole key is in this answer, and never shown again. */
  @Post()
  @Can('admin:write')
  @Idempotent()
  @RateLimit({ name: 'api-keys-create', points: 10, seconds: 60 })
  @Fails('AGENT_NOT_FOUND', 'RATE_LIMITED')
  async createApiKey(
    @Me() me: Principal,
    @Body() body: CreateApiKeyDto,
    @ClientIp() ip: string,
  ): Promise<NewApiKeyDto> {
    const { apiKey, key } = await this.keys.create(me, body, ip);
    return Object.assign(toDto(apiKey), { key });
  }

  /** The company's keys that were not revoked, newest first. */
  @Get()
  @Can('admin:write')
  @AnswersPage(ApiKeyDto)
  async listApiKeys(
    @Me() me: Principal,
    @Query() { page, limit }: ListApiKeysQuery,
  ): Promise<Page<ApiKeyDto>> {
    const found = await this.keys.list(me.clientId, pageRequest(page, limit));
    return { ...found, items: found.items.map(toDto) };
  }

  /** Revokes a key: from now on it opens nothing, on any node. */
  @Delete(':id')
  @Can('admin:write')
  @Fails('API_KEY_NOT_FOUND')
  async revokeApiKey(
    @Me() me: Principal,
    @Param('id') id: string,
    @ClientIp() ip: string,
  ): Promise<null> {
    await this.keys.revoke(me, asApiKeyId(id), ip);
    return null;
  }
}

function toDto({ clientId: _clientId, revokedAt: _revokedAt, ...shown }: ApiKey): ApiKeyDto {
  return { ...shown, prefix: prefixOf(shown.id) };
}
