// Counts what a person does for a task, with the mouse and with the keyboard alone.

import { tabTo } from './browser.mjs';

/** Does the steps of a task by mouse or by keyboard, and counts them. Typing into a field is not a click. */
export class Steps {
  constructor(page, how) {
    this.page = page;
    this.how = how;
    this.count = 0;
  }

  /** Clicks an element, or goes to it with the Tab key and presses Enter or another key. */
  async act(locator, key = 'Enter') {
    this.count += 1;
    await locator.waitFor();
    if (this.how === 'mouse') {
      await locator.click();
      return;
    }
    await tabTo(this.page, locator, 200);
    await this.page.keyboard.press(key);
  }
}

/** The two ways in which every task must work. */
export const WAYS = ['mouse', 'keyboard'];
