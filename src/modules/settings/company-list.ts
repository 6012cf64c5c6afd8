import { Injectable } from '@nestjs/common';
import { TenantList, type TenantZone } from '../../platform/jobs/tenant-list.port.js';
import { SettingsService } from './settings.service.js';

/** Tells the jobs for whom they run. */
@Injectable()
export class CompanyList extends TenantList {
  constructor(private readonly settings: SettingsService) {
    super();
  }

  async list(): Promise<readonly TenantZone[]> {
    const found = await Promise.all(
      (await this.settings.tenants()).map((clientId) => this.settings.find(clientId)),
    );
    return found.flatMap((company) =>
      company ? [{ clientId: company.clientId, timezone: company.timezone }] : [],
    );
  }
}
