import { accountLabel } from '../../aws/place.ts';
import type { ChangeReport, Report, TargetReport } from '../../engine/report.ts';
import { identityOf } from '../../engine/identity.ts';
import { differenceText, untouchedText } from '../text.ts';
import { collection } from './collection.ts';
import type { Card, PageData, Row, State } from './data.ts';
import { grouped } from '../grouped.ts';
import { type Filling, slotted } from './slots.ts';

/** What becomes of things, what wants a look first. */
const CHANGE_STATES: readonly State[] = [
  { id: 'failed', word: 'failed', tone: 'fail', heading: 'Failed' },
  { id: 'not-run', word: 'not run', tone: 'unknown', heading: 'Not run' },
  { id: 'kept', word: 'kept', tone: 'warn', heading: 'Left as it is' },
  { id: 'delete', word: 'delete', tone: 'warn', heading: 'Deleted' },
  { id: 'update', word: 'update', tone: 'info', heading: 'Updated' },
  { id: 'create', word: 'create', tone: 'info', heading: 'Created' },
  { id: 'unchanged', word: 'unchanged', tone: 'ok', heading: 'Unchanged' },
];

/** Gives the states of changes; those of a plan are still to come. */
export const changeStates = (isPlan: boolean): readonly State[] =>
  CHANGE_STATES.map((state) =>
    isPlan && ['delete', 'update', 'create'].includes(state.id) ? { ...state, heading: `To ${state.id}` } : state,
  );

/** Gives the number of the state that a change is in. */
export function changeState({ action, status }: ChangeReport): number {
  const isOver = status === 'done' || status === 'planned';
  const wanted = isOver ? action : status;
  return CHANGE_STATES.findIndex(
    ({ id }) => id === (wanted === 'none' ? 'unchanged' : wanted === 'keep' ? 'kept' : wanted),
  );
}

interface Found {
  readonly target: TargetReport;
  readonly change: ChangeReport;
}

/** Makes the cards of what happens to each thing in each target, those that differ in their places only as one. */
export function changesData({ command, noop, targets }: Report): PageData {
  const { placeOf, fieldsOf, all: collected } = collection();
  const all = targets.flatMap((target) => target.changes.map((change): Found => ({ target, change })));
  const alike = grouped(all, ({ target, change }) =>
    JSON.stringify([changeState(change), change.resource, slotted(change.summary, fillingOf(target))]),
  );
  const rowOf = ({ target, change }: Found): Row => {
    const id = accountLabel(target);
    const fields = fieldsOf(detailsOf(change, command));
    const identity = identityOf([id, target.region], { check: change.resource, subject: change.summary });
    const row = [placeOf(id, target.region, target.accountName), -1, -1, identity] as const;
    return fields.length === 0 ? row : [...row, { fields }];
  };
  const cards = [...alike.values()]
    .toSorted(([one], [other]) => changeState(one.change) - changeState(other.change))
    .map((found): Card => {
      const [{ target, change }] = found;
      return {
        state: changeState(change),
        kind: change.resource,
        label: change.resource,
        title: slotted(change.summary, fillingOf(target)),
        rows: found.map(rowOf),
      };
    });
  return {
    noun: ['change', 'changes'],
    cure: 'What to do',
    states: changeStates(command === 'plan' || noop),
    stateName: { key: 'status', label: 'Status' },
    kindName: { key: 'resource', label: 'Resource' },
    ...collected(),
    cards,
  };
}

const fillingOf = (target: TargetReport): Filling => ({
  account: target.account ?? '',
  region: target.region,
  subject: '',
});

function detailsOf(change: ChangeReport, command: string): readonly (readonly [name: string, value: string])[] {
  const { reason, loss, differences, untouched = [] } = change;
  return [
    ...(reason === undefined ? [] : [['reason', reason] as const]),
    ...(loss === undefined || command === 'setup' ? [] : [['lost', loss] as const]),
    ...differences.map((difference) => ['change', differenceText(difference)] as const),
    ...untouched.map((field) => ['stays', untouchedText(field)] as const),
  ];
}
