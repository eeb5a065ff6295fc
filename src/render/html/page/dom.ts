type Child = Node | string | undefined | false;

interface Properties {
  readonly class?: string;
  readonly id?: string;
  /** Attributes by name; undefined: not there. */
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly onclick?: (event: MouseEvent) => void;
}

/** Makes an element. Children that are text become text nodes: nothing is ever parsed as markup. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { class: className, id, attributes = {}, onclick }: Properties = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== undefined) element.className = className;
  if (id !== undefined) element.id = id;
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  if (onclick) element.addEventListener('click', onclick as EventListener);
  element.append(...children.filter((child): child is Node | string => child !== undefined && child !== false));
  return element;
}

/** Finds an element that the page certainly has. */
export function the(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`there is no #${id}`);
  return element;
}

/** Makes words that only a screen reader reads. */
export const unseen = (text: string): HTMLElement => make('span', { class: 'unseen' }, [text]);

/** Makes the sign of a tone, which a screen reader leaves out. */
export const mark = (tone: string): HTMLElement =>
  make('span', { class: `mark ${tone}`, attributes: { 'aria-hidden': 'true' } });
