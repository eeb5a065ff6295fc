import { addInstance, allowing, CORE, managedPolicy, stateWithRoles } from './identities.ts';
import { plantNode } from './planted.ts';
import { ACCOUNT, world } from './world.ts';
const conds = {
 vpcIfExists: { StringNotEqualsIfExists: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } },
 vpc: { StringNotEquals: { 'aws:SourceVpc': 'vpc-0a1b2c3d' } },
 vpcArr: { StringNotEquals: { 'aws:SourceVpc': ['vpc-0a1b2c3d','vpc-2'] } },
 vpcLike: { StringNotLike: { 'aws:sourcevpc': 'vpc-0*' } },
 ip: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
 ipIfExists: { NotIpAddressIfExists: { 'aws:SourceIp': ['10.0.0.0/8'] }, BoolIfExists: {'aws:ViaAWSService':'false'} },
 vpcsourceip: { NotIpAddress: { 'aws:VpcSourceIp': ['10.0.0.0/8'] } },
 ptag: { StringNotEquals: { 'aws:PrincipalTag/team': 'a' } },
 ptagIf: { StringNotEqualsIfExists: { 'aws:PrincipalTag/team': 'a' } },
 rtag: { StringNotEquals: { 'aws:ResourceTag/team': 'a' } },
 forall: { 'ForAllValues:StringNotEquals': { 'aws:SourceVpce': ['vpce-1'] } },
 forany: { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': ['vpce-1'] } },
 nullTrue: { Null: { 'aws:SourceVpce': 'true' } },
 nullFalse: { Null: { 'aws:SourceVpce': 'false' } },
 org: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
 both: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' }, Bool: {'aws:PrincipalIsAWSService':'false'}, ArnNotLike: {'aws:PrincipalArn': 'arn:aws:iam::*:role/admin'} },
 sourcearn: { ArnNotLike: { 'ec2:SourceInstanceARN': 'arn:aws:ec2:*:*:instance/i-1' } },
 ua: { StringNotLike: { 'aws:UserAgent': 'aws*' } },
 imds: { NumericLessThan: { 'ec2:RoleDelivery': '2.0' } },
 vpcid: { StringNotEquals: { 'aws:Ec2InstanceSourceVpc': '${aws:SourceVpc}' }, Null: {'ec2:SourceInstanceARN': 'false'} },
};
const ID='i-0a1b2c3d4e5f60718';
describe('adhoc', () => {
 for (const [n, c] of Object.entries(conds)) for (const kind of ['deny','boundaryAllow','boundaryDeny','allow','scp']) it(n+kind, async function () { this.timeout(60000);
  const Deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: c };
  const state = stateWithRoles({ web: { attached: kind==='allow'?[]:[CORE], statements: kind==='allow' ? [{Effect:'Allow',Action:'*',Resource:'*',Condition:c}] : [...allowing('logs:*','kms:*','ssm:*','ssmmessages:*'), ...(kind==='deny'?[Deny]:[])] } });
  const iam = state.iam[ACCOUNT]!;
  if (kind.startsWith('boundary')) { const arn=`arn:aws:iam::${ACCOUNT}:policy/b`; iam.policies[arn]= kind==='boundaryAllow' ? managedPolicy('b',{Effect:'Allow',Action:'*',Resource:'*',Condition:c}) : managedPolicy('b',{Effect:'Allow',Action:'*',Resource:'*'},Deny); iam.roles['web']!.boundary=arn; }
  if (kind==='scp') iam.servicePolicies=[JSON.stringify({Version:'2012-10-17',Statement:[{Effect:'Allow',Action:'*',Resource:'*'},Deny]})];
  const on = world({ state });
  await addInstance(on, ID, 'web'); await plantNode(on, ID);
  const r = await on.setupWhole({ grant: true, kms: true, 'encrypt-sessions': true });
  const { targets } = await on.diagnose();
  const f = targets.flatMap(t=>t.findings).filter(x=>x.verdict!=='ok' && /^instance\.(profile|logs|kms|s3)/.test(x.check)).map(x=>x.verdict[0]+' '+x.check.slice(9));
  const st = await on.sandbox.snapshot();
  const granted = (st.iam[ACCOUNT]!.roles['web']!.attached).some(a=>a.endsWith('session-manager-sessions'));
  console.log(n.padEnd(12), kind.padEnd(14), granted?'GRANTED':'', f.join(', '), r.map(x=>x.error?.message??'').join('').slice(0,90));
 });
});
