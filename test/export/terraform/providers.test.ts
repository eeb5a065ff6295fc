import assert from 'node:assert/strict';
import { fileText } from '../../../src/export/terraform/hcl.ts';
import { providers, variables, versions } from '../../../src/export/terraform/providers.ts';
import type { AssumedRole } from '../../../src/export/terraform/request.ts';
import { wanted } from '../../../src/export/wanted.ts';
import { inputsOf } from '../../aws.ts';

const ROLE = { arn: 'arn:aws:iam::111122223333:role/Admin', externalId: true } as const;
const REGIONS = ['us-east-1', 'eu-west-1'];

describe('the providers of Terraform', () => {
  it('are one for all regions from version 6 on', () => {
    const text = fileText(
      providers({ inputs: inputsOf(), wanted: wanted(inputsOf()), regions: REGIONS, provider: '6', entry: {} }),
    );
    assert.equal(text, 'provider "aws" {\n  region = "us-east-1"\n}\n');
  });

  it('are one for each region before, the first without an alias', () => {
    const text = fileText(
      providers({
        inputs: inputsOf(),
        wanted: wanted(inputsOf()),
        regions: REGIONS,
        provider: '5',
        entry: { profile: 'dev' },
      }),
    );
    assert.equal(
      text,
      `provider "aws" {
  region  = "us-east-1"
  profile = "dev"
}

provider "aws" {
  alias   = "eu_west_1"
  region  = "eu-west-1"
  profile = "dev"
}
`,
    );
  });

  it('enter the account by its role, with an external ID that is not written down', () => {
    const asked = {
      inputs: inputsOf({ grant: true }),
      wanted: wanted(inputsOf({ grant: true })),
      regions: REGIONS,
      provider: '6',
      entry: { account: '111122223333', roles: [ROLE] },
    } as const;
    assert.equal(
      fileText(providers(asked)),
      `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn    = "arn:aws:iam::111122223333:role/Admin"
    external_id = var.external_id
  }
}
`,
    );
    assert.match(fileText(variables(asked)), /variable "external_id" \{[^}]*sensitive += true\n\}/);
    assert.match(fileText(variables(asked)), /variable "node_roles" \{[^}]*default += \[\]\n\}/);
  });

  it('assume one role after the other, each as it is asked for, which version 5 can since 5.67', () => {
    const hub = { arn: 'arn:aws:iam::222222222222:role/hub', sessionName: 'ci', duration: 900 };
    const sessionPolicy = JSON.stringify({
      Statement: [{ Effect: 'Allow', Action: 'ssm:*', Resource: 'arn:aws:ssm:*:*:document/${aws:username}' }],
    });
    const asked = {
      inputs: inputsOf(),
      wanted: wanted(inputsOf()),
      regions: ['us-east-1'],
      entry: { account: '111122223333', roles: [hub, { ...hub, ...ROLE, sessionPolicy }] },
    };
    assert.equal(
      fileText(providers({ ...asked, provider: '5' })),
      `provider "aws" {
  region              = "us-east-1"
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn     = "arn:aws:iam::222222222222:role/hub"
    session_name = "ci"
    duration     = "900s"
  }

  assume_role {
    role_arn     = "arn:aws:iam::111122223333:role/Admin"
    session_name = "ci"
    duration     = "900s"
    external_id  = var.external_id
    policy = jsonencode({
      Statement = [
        {
          Effect   = "Allow"
          Action   = "ssm:*"
          Resource = "arn:aws:ssm:*:*:document/$\${aws:username}"
        },
      ]
    })
  }
}
`,
    );
    const versionOf = (provider: '5' | '6', roles: readonly AssumedRole[]): string =>
      fileText([versions({ ...asked, provider, entry: { roles } })]);
    assert.match(versionOf('5', [hub, ROLE]), /version = ">= 5\.67, < 6\.0"/);
    assert.match(versionOf('5', [ROLE]), /version = ">= 5\.53, < 6\.0"/);
    assert.match(versionOf('6', [hub, ROLE]), /version = ">= 6\.0"/);
  });
});
