// The library door: everything the commands do, without a command line and without a terminal.
export { isTarget, type Reached, reachTargets, type Unreachable } from './targets/accounts.ts';
export { type Connection, networkHandler } from './aws/connection.ts';
export type { CallTrace } from './aws/middleware.ts';
export type { Check, CheckScope, Fault, Finding, Observation, Verdict } from './checks/check.ts';
export { CHECK_IDS, checks, checksOf } from './checks/index.ts';
export { auditAccounts, planGrantRemoval } from './engine/account-step.ts';
export { diagnoseAll } from './engine/diagnose.ts';
export type { Action, Change, Plan, Step } from './engine/plan.ts';
export { blankDelete } from './engine/plan-delete.ts';
export { blankSetup } from './engine/plan-setup.ts';
export {
  type ChangeReport,
  type ChangeStatus,
  createDiagnosis,
  createReport,
  exitCode,
  type Fix,
  type Report,
  type TargetReport,
  type TargetStatus,
} from './engine/report.ts';
export {
  applyAll,
  type FanOut,
  type Job,
  planAll,
  type Planned,
  plannedReport,
  quietly,
  type RunSettings,
  setupAll,
} from './engine/run.ts';
export { EVERY_CHECK, parseSelection, type Selection } from './engine/selection.ts';
export { EXIT, type Problem, TargetError, UserError } from './errors.ts';
export { machineFacts, type MachineFacts } from './facts/machine.ts';
export type { Question } from './facts/region.ts';
export { type Inputs, parseInputs, type RawInputs } from './inputs/inputs.ts';
export { questionOf } from './engine/question.ts';
export { resources } from './resources/index.ts';
export type { Difference, Outputs, Resource } from './resources/resource.ts';
export { parseScope, type RawScope, type Scope } from './targets/scope.ts';
export type { Target } from './targets/target.ts';
export type { Place } from './aws/place.ts';
