import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { asAgentId } from '../../common/ids.js';
import { Can, Me, type Principal } from '../../platform/http/auth.decorators.js';
import { mustBeSelfOrAdmin } from '../heartbeat/heartbeat.service.js';
import {
  DevicesDto,
  DeviceStatsDto,
  DeviceStatsQuery,
  ValidateDevicesDto,
} from './device-connectivity.dto.js';
import { DeviceConnectivityService } from './device-connectivity.service.js';

@ApiTags('agents')
@ApiBearerAuth()
@Controller('api/device-connectivity')
export class DeviceConnectivityController {
  constructor(private readonly devices: DeviceConnectivityService) {}

  /** Can these agents' phones be reached now, and if not, why? Agents ask of themselves. */
  @Post('validate')
  @HttpCode(200)
  @Can('heartbeat:write')
  async validateDevices(
    @Me() me: Principal,
    @Body() { agentIds }: ValidateDevicesDto,
  ): Promise<DevicesDto> {
    const ids = [...new Set(agentIds)].map(asAgentId);
    for (const id of ids) mustBeSelfOrAdmin(me, id);
    const found = await this.devices.validate(me.clientId, ids);
    const known = new Set(found.map(({ agentId }) => agentId));
    return {
      devices: found.map((device) => ({ ...device, issues: [...device.issues] })),
      unknown: ids.filter((id) => !known.has(id)),
    };
  }

  /** How many agents can be reached, and how long those who wanted calls could not. */
  @Get('stats')
  @Can('admin:write')
  async getDeviceStats(
    @Me() me: Principal,
    @Query() { from, to }: DeviceStatsQuery,
  ): Promise<DeviceStatsDto> {
    const stats = await this.devices.stats(me.clientId, { from: from ?? null, to: to ?? null });
    return { ...stats, bySource: { ...stats.bySource }, issues: [...stats.issues] };
  }
}
