import type { Shape } from './shape.ts';

/** The parts of a form's names, `Filter.1.Value.2`, as a tree. */
export type Form = ReadonlyMap<string, Form | string>;
type GrowingForm = Map<string, GrowingForm | string>;

/** Reads a form without its Action and Version, which belong to the protocol. */
export function readForm(body: string): Form {
  const form: GrowingForm = new Map();
  for (const [name, value] of new URLSearchParams(body)) {
    if (name !== 'Action' && name !== 'Version') plant(form, name.split('.'), value);
  }
  return form;
}

/**
 * Reads the form as a value of this shape; what does not match is left for the shape's check to refuse. The items of a list are
 * numbered, under the name `member` if there is one: `Tags.member.1`, otherwise flattened: `Filter.1`.
 */
export function formValue(form: Form | string, shape: Shape | undefined, member?: string): unknown {
  if (typeof form === 'string') {
    if (shape?.kind === 'integer' && /^-?\d+$/.test(form)) return Number(form);
    if (shape?.kind === 'boolean' && /^(true|false)$/.test(form)) return form === 'true';
    if (shape?.kind === 'list' && form === '') return [];
    return form;
  }
  const items = member === undefined ? form : form.get(member);
  if (shape?.kind === 'list' && items !== undefined && typeof items !== 'string') {
    return [...items]
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, item]) => formValue(item, shape.item, member));
  }
  return Object.fromEntries(
    [...form].map(([name, branch]) => [name, formValue(branch, shape?.members?.[name], member)]),
  );
}

function plant(form: GrowingForm, [name = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    form.set(name, value);
    return;
  }
  let branch = form.get(name);
  if (!(branch instanceof Map)) form.set(name, (branch = new Map()));
  plant(branch, rest, value);
}
