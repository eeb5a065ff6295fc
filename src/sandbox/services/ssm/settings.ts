import { AwsError } from '../../protocols/aws-error.ts';
import { required, structure, text } from '../../protocols/shape.ts';
import { type Context, reads, writes } from '../operation.ts';
import { seconds } from '../times.ts';

/** The time at which the service team "made" the defaults. The state keeps no time for values that were set. */
const PROVISIONED = seconds('2024-01-01T00:00:00.000Z');

interface Setting {
  readonly byDefault: string;
  /** The values that UpdateServiceSetting takes. */
  readonly values: RegExp;
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateServiceSetting.html */
const SETTINGS: Readonly<Record<string, Setting>> = {
  // The role's name, with its path if it has one.
  '/ssm/managed-instance/default-ec2-instance-management-role': {
    byDefault: '$None',
    values: /^(\$None|[\w+=,.@/-]+)$/,
  },
  '/ssm/managed-instance/activation-tier': { byDefault: 'standard', values: /^(standard|advanced)$/ },
  '/ssm/documents/console/public-sharing-permission': { byDefault: 'Enable', values: /^(Enable|Disable)$/ },
  '/ssm/automation/customer-script-log-destination': { byDefault: 'None', values: /^CloudWatch$/ },
  '/ssm/parameter-store/high-throughput-enabled': { byDefault: 'false', values: /^(true|false)$/ },
  '/ssm/parameter-store/default-parameter-tier': {
    byDefault: 'Standard',
    values: /^(Standard|Advanced|Intelligent-Tiering)$/,
  },
};

const settingId = required(text({ min: 1, max: 1000 }));

export const settingOperations = {
  GetServiceSetting: reads(structure({ SettingId: settingId }), (context, input) => ({
    ServiceSetting: shown(context, named(context, input.SettingId).id),
  })),
  UpdateServiceSetting: writes(
    structure({ SettingId: settingId, SettingValue: required(text({ min: 1, max: 4096 })) }),
    (context, input) => {
      const { id, setting } = named(context, input.SettingId);
      if (!setting.values.test(input.SettingValue)) {
        throw new AwsError('ValidationException', `${input.SettingValue} is not a valid value for ${id}.`);
      }
      context.here.serviceSettings[id] = input.SettingValue;
    },
  ),
  ResetServiceSetting: writes(structure({ SettingId: settingId }), (context, input) => {
    const { id } = named(context, input.SettingId);
    delete context.here.serviceSettings[id];
    return { ServiceSetting: shown(context, id) };
  }),
};

/** Finds a setting by its id or by its ARN of this account and region. */
function named(context: Context, name: string): { readonly id: string; readonly setting: Setting } {
  const prefix = arnOf(context, '');
  const id = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const setting = Object.hasOwn(SETTINGS, id) ? SETTINGS[id] : undefined;
  if (!setting) throw new AwsError('ServiceSettingNotFound', `Setting ${name} not found. Verify the setting ID.`);
  return { id, setting };
}

function shown(context: Context, id: string): object {
  const value = context.here.serviceSettings[id];
  const { account, partition } = context;
  return {
    SettingId: id,
    SettingValue: value ?? SETTINGS[id]?.byDefault,
    LastModifiedDate: PROVISIONED,
    LastModifiedUser: value === undefined ? 'System' : `arn:${partition.id}:iam::${account}:user/sandbox`,
    ARN: arnOf(context, id),
    Status: value === undefined ? 'Default' : 'Customized',
  };
}

function arnOf({ partition, region, account }: Context, id: string): string {
  return `arn:${partition.id}:ssm:${region}:${account}:servicesetting${id}`;
}
