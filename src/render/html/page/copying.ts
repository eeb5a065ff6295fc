import { announce } from './announce.ts';
import { make } from './dom.ts';

/** Puts a button beside what is to be copied, within this part of the page. */
export function addCopyButtons(within: ParentNode): void {
  for (const block of within.querySelectorAll<HTMLElement>('.code:not(:has(button))')) {
    const code = block.querySelector('code');
    if (!code) continue;
    const button = make('button', { class: 'copy', attributes: { type: 'button', 'aria-label': 'Copy command' } }, [
      'Copy',
    ]);
    button.addEventListener('click', () => void copy(code, button));
    block.append(button);
  }
}

async function copy(code: HTMLElement, button: HTMLButtonElement): Promise<void> {
  const done = (await written(code.textContent ?? '')) || selectedAndCopied(code);
  button.textContent = done ? 'Copied' : 'Selected';
  announce(done ? 'Copied' : 'Selected; copy it with the keyboard');
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2000);
}

// A page that is a file may not be allowed to write to the clipboard, or not have one at all.
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function selectedAndCopied(code: HTMLElement): boolean {
  const range = document.createRange();
  range.selectNodeContents(code);
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  }
}
