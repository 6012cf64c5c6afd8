/** Who may do what, in one table; what is not here is refused. */
export const ROLES = ['admin', 'cs', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

/** Groups of operations; API keys carry the same names as scopes. */
export const PERMISSIONS = [
  'own:read',
  'own:write',
  'heartbeat:write',
  'offers:write',
  'activity:write',
  'agents:read',
  'agents:write',
  'teams:read',
  'teams:write',
  'sector-agents:read',
  'sector-agents:write',
  'metrics:read',
  'calls:read',
  'calls:write',
  'bulk-calls:read',
  'bulk-calls:write',
  'dnc:read',
  'dnc:write',
  'queue:read',
  'queue:write',
  'analytics:read',
  'analytics:write',
  'reports:read',
  'reports:write',
  'routing:read',
  'routing:write',
  'channels:read',
  'channels:write',
  'webhooks:read',
  'webhooks:write',
  'settings:read',
  'settings:write',
  'events:read',
  'admin:write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READS = [
  'own:read',
  'agents:read',
  'teams:read',
  'sector-agents:read',
  'metrics:read',
  'events:read',
] as const satisfies readonly Permission[];

const TABLE: Readonly<Record<Role, readonly Permission[] | '*'>> = {
  admin: '*',
  cs: [
    ...READS,
    'own:write',
    'heartbeat:write',
    'offers:write',
    'activity:write',
    'calls:read',
    'calls:write',
    'queue:read',
  ],
  viewer: [...READS, 'analytics:read', 'queue:read'],
};

/** May this role do that? Services narrow further to "its own" where the table says so. */
export function allows(role: Role, permission: Permission): boolean {
  const granted = TABLE[role];
  return granted === '*' || granted.includes(permission);
}
