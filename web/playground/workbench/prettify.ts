// Formats the texts of a tab. Comments stay.

import { complain, inform } from '../notice';
import type { Tab } from '../tabs';
import { objectOf } from './document';
import { modelOf, replace } from './models';

/** Formats a tab's operation, variables and headers. */
export async function prettify(tab: Tab): Promise<void> {
  try {
    for (const part of ['variables', 'headers'] as const) {
      const value = objectOf(tab[part], part);
      if (value) replace(modelOf(tab, part), JSON.stringify(value, null, 2));
    }
    replace(modelOf(tab, 'query'), await formatted(tab.query));
    inform('Prettified.');
  } catch (error) {
    complain(`Can't prettify this. ${(error as Error).message.split('\n')[0]}`);
  }
}

async function formatted(query: string): Promise<string> {
  // Loaded on first use.
  const [{ format }, graphql] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/graphql'),
  ]);
  return format(query, { parser: 'graphql', plugins: [graphql] });
}
