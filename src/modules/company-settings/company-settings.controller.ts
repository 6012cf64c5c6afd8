import { Body, Controller, Get, Param, Put, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { CommonErrors } from '../../common/errors.js';
import { pageRequest, type Page } from '../../common/page.js';
import { AnswersPage, Fails } from '../../platform/http/api-docs.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { ClientIp } from '../../platform/http/client-ip.decorator.js';
import { eTag, IfMatch } from '../../platform/http/if-match.js';
import type { Disposition } from '../settings/rules.domain.js';
import { SettingsChanges, type VersionedRules } from '../settings/settings-changes.service.js';
import { actorOf } from '../settings/settings-audit.domain.js';
import { BusinessRulesService } from './business-rules.service.js';
import { AuditEntryDto, AuditQuery, SectorInUseDto } from './company-settings.dto.js';
import { CompanySettingsService } from './company-settings.service.js';
import { sentBack } from './sent-back.js';
import {
  COMPANY_ANSWER,
  COMPANY_BODY,
  DISPOSITIONS_ANSWER,
  DISPOSITIONS_BODY,
  RULES_ANSWER,
  RULES_BODY,
} from './settings-docs.js';

interface Reply {
  header(name: string, value: string): unknown;
}

@ApiTags('settings')
@ApiBearerAuth()
@Controller('api/settings')
export class CompanySettingsController {
  constructor(
    private readonly changes: SettingsChanges,
    private readonly rules: BusinessRulesService,
    private readonly settings: CompanySettingsService,
  ) {}

  /** The company: name, time zone, business hours and what front ends show. The `ETag` is its version. */
  @Get('company/:clientId')
  @Can('settings:read')
  @Fails('TENANT_MISMATCH', 'COMPANY_NOT_FOUND')
  @ApiOkResponse(COMPANY_ANSWER)
  async getCompany(
    @Me() me: Principal,
    @Param('clientId') clientId: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    mustBeOwn(me, clientId);
    return tagged(reply, await this.changes.company(me.clientId));
  }

  /**
   * Changes the company: what is left out stays, null takes a field away, lists and the business
   * hours are taken whole. In force on every node within two seconds. `version` in the body counts
   * like `If-Match`.
   */
  @Put('company/:clientId')
  @Can('settings:write')
  @Fails('TENANT_MISMATCH', 'COMPANY_NOT_FOUND', 'VERSION_CONFLICT')
  @ApiBody(COMPANY_BODY)
  @ApiOkResponse(COMPANY_ANSWER)
  async updateCompany(
    @Me() me: Principal,
    @Param('clientId') clientId: string,
    @Body() body: object,
    @IfMatch() ifMatch: number | null,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    mustBeOwn(me, clientId);
    const readOnly = ['clientId', 'createdAt', 'updatedAt'];
    const { given, version } = sentBack(body, ifMatch, readOnly);
    if ('clientId' in body) mustBeOwn(me, body.clientId);
    const by = { actor: actorOf(me), ip };
    return tagged(reply, await this.changes.changeCompany(me.clientId, given, version, by));
  }

  /** Every business rule as it is in force, defaults too. The `ETag` is their version. */
  @Get('business-rules')
  @Can('settings:read')
  @Fails('COMPANY_NOT_FOUND')
  @ApiOkResponse(RULES_ANSWER)
  async getBusinessRules(
    @Me() me: Principal,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    return tagged(reply, flat(await this.rules.get(me.clientId)));
  }

  /**
   * Changes business rules. A rule that is left out stays as it is, null sets it back to its
   * default; a set such as `weights` is gone through field by field, a list or `overflow` is taken
   * whole. The result is checked as a whole, and refused as a whole. In force on every node within
   * two seconds. `version` in the body counts like `If-Match`; without either the last writer wins.
   */
  @Put('business-rules')
  @Can('settings:write')
  @Fails('COMPANY_NOT_FOUND', 'VERSION_CONFLICT')
  @ApiBody(RULES_BODY)
  @ApiOkResponse(RULES_ANSWER)
  async updateBusinessRules(
    @Me() me: Principal,
    @Body() body: object,
    @IfMatch() ifMatch: number | null,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<object> {
    const { given, version } = sentBack(body, ifMatch, ['updatedAt']);
    const by = { actor: actorOf(me), ip };
    return tagged(reply, flat(await this.rules.change(me.clientId, given, version, by)));
  }

  /** What a call of the company can have come to. The `ETag` is the version of the rules. */
  @Get('dispositions')
  @Can('settings:read')
  @Fails('COMPANY_NOT_FOUND')
  @ApiOkResponse(DISPOSITIONS_ANSWER)
  async getDispositions(
    @Me() me: Principal,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<readonly Disposition[]> {
    return tagged(reply, await this.rules.get(me.clientId)).rules.dispositions;
  }

  /**
   * Replaces the whole list: the body is the list, alone or as `dispositions`. Calls that came to
   * one that is gone keep it.
   */
  @Put('dispositions')
  @Can('settings:write')
  @Fails('COMPANY_NOT_FOUND', 'VERSION_CONFLICT')
  @ApiBody(DISPOSITIONS_BODY)
  @ApiOkResponse(DISPOSITIONS_ANSWER)
  async updateDispositions(
    @Me() me: Principal,
    @Body() body: object,
    @IfMatch() ifMatch: number | null,
    @ClientIp() ip: string,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<readonly Disposition[]> {
    const by = { actor: actorOf(me), ip };
    const changed = await this.rules.changeDispositions(me.clientId, body, ifMatch, by);
    return tagged(reply, changed).rules.dispositions;
  }

  /** Every sector that the company lists, an agent has a profile in, or a team serves; by name. */
  @Get('sectors')
  @Can('settings:read')
  @Fails('COMPANY_NOT_FOUND')
  async listSectors(@Me() me: Principal): Promise<SectorInUseDto[]> {
    return await this.settings.sectors(me.clientId);
  }

  /** Who changed which setting, when and from where, with each field before and after; newest first. */
  @Get('audit')
  @Can('settings:read')
  @Fails('COMPANY_NOT_FOUND')
  @AnswersPage(AuditEntryDto)
  async listSettingsAudit(
    @Me() me: Principal,
    @Query() query: AuditQuery,
  ): Promise<Page<AuditEntryDto>> {
    const { page, limit, ...asked } = query;
    return await this.settings.history(me.clientId, asked, pageRequest(page, limit));
  }
}

/** @throws CommonErrors.TENANT_MISMATCH */
function mustBeOwn(me: Principal, clientId: unknown): void {
  if (clientId !== me.clientId) throw CommonErrors.TENANT_MISMATCH();
}

function tagged<T extends { readonly version: number }>(reply: Reply, answer: T): T {
  reply.header('ETag', eTag(answer.version));
  return answer;
}

const flat = ({ rules, version, updatedAt }: VersionedRules) => ({ ...rules, version, updatedAt });
