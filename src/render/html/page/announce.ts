import { make } from './dom.ts';

let region: HTMLElement | undefined;

/** Has a screen reader say something. */
export function announce(text: string): void {
  if (!region) {
    region = make('p', { class: 'unseen', attributes: { role: 'status' } });
    document.body.append(region);
  }
  region.textContent = text;
}
