import type { TenantId } from '../../common/ids.js';

export interface TenantZone {
  readonly clientId: TenantId;
  /** IANA name. */
  readonly timezone: string;
}

/** Asked for whom jobs run; `app.module` binds it to the companies. */
export abstract class TenantList {
  /** Every company of the deployment. */
  abstract list(): Promise<readonly TenantZone[]>;
}
