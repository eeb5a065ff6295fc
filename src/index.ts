// The library's entry point: everything the commands do, without a command line and without a terminal.
export { setup } from './engine/setup.ts';
export { plan } from './engine/plan.ts';
export { remove } from './engine/remove.ts';
export { recordPlan } from './plan-file/record.ts';
export { parsePlan } from './plan-file/read.ts';
export { scopeOfPlan } from './plan-file/scope.ts';
export { type Manner, removeAsPlanned, setupAsPlanned } from './plan-file/carry-out.ts';
export type { PlanFile } from './plan-file/plan-file.ts';
export type { Drift } from './engine/review.ts';
export { diagnose, type DiagnosisOrder } from './engine/diagnose.ts';
export type { Access, Order } from './engine/order.ts';
export type { FanOut, Job } from './engine/job.ts';
export { quietly } from './engine/slots.ts';
export type { Planned } from './engine/run.ts';
export {
  type ChangeReport,
  type ChangeStatus,
  exitCode,
  type Report,
  type Run,
  type TargetReport,
  type TargetStatus,
} from './engine/report.ts';
export type { Action, Change, Plan, Step } from './engine/change.ts';
export { blankDelete } from './engine/plan-delete.ts';
export { blankSetup } from './engine/plan-setup.ts';
export { EVERY_CHECK, parseSelection, type Selection } from './engine/selection.ts';
export { type Inputs, parseInputs, type RawInputs } from './inputs/inputs.ts';
export { parsePrincipals, type PrincipalInput, type PrincipalsAsked } from './inputs/principals.ts';
export { adviceOf } from './render/advice.ts';
export { type PrintedReport, printedReport } from './render/json.ts';
export { parseScope, type RawScope, type Scope } from './targets/scope.ts';
export type { Target } from './targets/target.ts';
export type { Place } from './aws/place.ts';
export { networkHandler } from './aws/network.ts';
export type { CallTrace } from './aws/middleware.ts';
export { machineFacts, type MachineFacts } from './facts/machine.ts';
export { CATALOGUE } from './checks/catalogue.ts';
export type { Entry } from './checks/catalogue/entry.ts';
export { CHECK_IDS, checks, checksOf } from './checks/index.ts';
export type {
  AnyCheck,
  CauseName,
  Check,
  CheckScope,
  Fault,
  Finding,
  Links,
  Observation,
  Things,
  Verdict,
} from './checks/check.ts';
export type { AwsCommand, Command, Commands, Hint, Remedy, SetupCommand, Statement } from './checks/remedy.ts';
export type { Fix } from './engine/fixes.ts';
export type { Unread } from './engine/unread.ts';
export { resources, resourcesOf } from './resources/index.ts';
export type { Difference, Outputs, Resource } from './resources/resource.ts';
export { EXIT, type Problem, TargetError, UserError } from './errors.ts';
