// Finds the code blocks of a page in Markdown.

import MarkdownIt from 'markdown-it';

const markdown = new MarkdownIt();

/**
 * The code blocks of a page, in order: where each begins, its language and its text. A block `text` that directly
 * follows a block `sh` is not in the list: it is the other's `expected` output.
 */
export function codeBlocks(path, text) {
  const blocks = [];
  let previous;
  for (const token of markdown.parse(text, {})) {
    const block = codeBlock(path, token);
    if (block?.language === 'text' && previous?.language === 'sh') previous.expected = block.text;
    else if (block) blocks.push(block);
    previous = block;
  }
  return blocks;
}

/** The block that a token is, if it is one. An indented block has no language. */
function codeBlock(path, { type, info, content, map }) {
  if (type !== 'fence' && type !== 'code_block') return undefined;
  // The first line of the text; a fence is above it.
  const line = map[0] + (type === 'fence' ? 2 : 1);
  return { path, line, language: info.trim().split(/\s/)[0], text: content };
}
