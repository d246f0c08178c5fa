// What axe does not measure. Each rule returns the list of what breaks it, in words; empty is right.

const SIZE = 24; // CSS px; WCAG 2.2, 2.5.8
const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";

const isUnseen = (element) => element.closest(".unseen, .out-of-sight, .skip:not(:focus)") !== null;
const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !isUnseen(element);
const shown = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
const named = (element) => {
  const words = (element.innerText || element.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
  const kind = element.className && typeof element.className === "string" ? `.${element.className.split(" ")[0]}` : "";
  return `${element.localName}${kind} “${words}”`;
};

// 2.5.8. Exceptions: a link within a sentence, and a small target with enough room around it: a circle of 24 px about
// its middle meets no other target and no other small target's circle.

const isInSentence = (target) => {
  if (getComputedStyle(target).display !== "inline") return false;
  let block = target.parentElement;
  while (getComputedStyle(block).display === "inline") block = block.parentElement;
  const rest = block.cloneNode(true);
  for (const other of rest.querySelectorAll(TARGETS)) other.remove();
  return rest.textContent.trim() !== "";
};
const isSmall = ({ width, height }) => width < SIZE - 0.01 || height < SIZE - 0.01;
const middle = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
const meetsCircle = (circle, box) => {
  const across = circle.x - Math.max(box.left, Math.min(circle.x, box.right));
  const down = circle.y - Math.max(box.top, Math.min(circle.y, box.bottom));
  return Math.hypot(across, down) < SIZE / 2;
};
const circlesMeet = (one, other) => Math.hypot(one.x - other.x, one.y - other.y) < SIZE;

const smallTargets = () => {
  const all = shown(TARGETS).map((element) => ({ element, box: element.getBoundingClientRect() }));
  const small = all.filter(({ element, box }) => isSmall(box) && !isInSentence(element));
  const crowded = small.filter(({ element, box }) =>
    all.some(
      (other) =>
        other.element !== element &&
        !other.element.contains(element) &&
        (meetsCircle(middle(box), other.box) || (isSmall(other.box) && circlesMeet(middle(box), middle(other.box)))),
    ),
  );
  return crowded.map(({ element, box }) => `${named(element)} is ${Math.round(box.width)} × ${Math.round(box.height)}`);
};

// 1.4.4, 1.4.10, 1.4.12: no text is outside of the window or of the box that it belongs to, or cut off by one.

const WITHIN = 1; // px of rounding
const textNodes = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) if (walker.currentNode.data.trim() && isShown(walker.currentNode.parentElement)) nodes.push(walker.currentNode);
  return nodes;
};
const boxOf = (node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
};
const isBox = (element) => {
  const style = getComputedStyle(element);
  return style.display !== "inline" && (style.overflow !== "visible" || style.borderTopStyle !== "none" || style.position === "fixed");
};
const sticksOut = (inner, outer) =>
  inner.left < outer.left - WITHIN || inner.right > outer.right + WITHIN || inner.top < outer.top - WITHIN || inner.bottom > outer.bottom + WITHIN;

const cutOff = () => {
  const found = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth} wide in ${width}`);
  for (const node of textNodes()) {
    const text = boxOf(node);
    const parent = node.parentElement;
    if (parent.closest("select, textarea")) continue; // they scroll what they hold
    if (text.left < -WITHIN || text.right > width + WITHIN) found.push(`${named(parent)} leaves the window`);
    for (let box = parent; box !== document.body; box = box.parentElement)
      if (isBox(box) && sticksOut(text, box.getBoundingClientRect())) found.push(`${named(parent)} leaves ${named(box)}`);
  }
  for (const element of shown("button, input, select, .button")) {
    const { lineHeight, fontSize } = getComputedStyle(element);
    const line = parseFloat(lineHeight) || 1.2 * parseFloat(fontSize);
    if (element.type !== "checkbox" && element.clientHeight < line - 2 * WITHIN) found.push(`${named(element)} is lower than its line`);
  }
  return [...new Set(found)];
};

// 1.3.1, 2.4.6, 3.1.1, 3.1.2: headings, landmarks, languages.

const structure = (language) => {
  const found = [];
  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((heading) => heading.checkVisibility());
  const levels = headings.map((heading) => Number(heading.localName[1]));
  if (levels.filter((level) => level === 1).length !== 1) found.push(`headings: ${levels}`);
  if (levels.some((level, place) => level > (levels[place - 1] ?? 0) + 1)) found.push(`headings leave out a level: ${levels}`);
  if (shown("main").length !== 1) found.push("not one main landmark");
  const html = document.documentElement;
  if (language && html.lang !== language) found.push(`the page says that its language is ${html.lang}`);
  for (const link of shown("a[hreflang]")) if (link.lang !== link.hreflang) found.push(`${named(link)} does not say its language`);
  if (!document.title.trim()) found.push("no title");
  return found;
};

// 2.3.3 and prefers-reduced-motion.

const moving = () => {
  const isMoving = (element) => getComputedStyle(element).transitionDuration.split(", ").some((time) => parseFloat(time) > 0);
  return [...document.getAnimations().map(() => "an animation"), ...[...document.querySelectorAll("*")].filter(isMoving).map(named)];
};

// 1.4.11 with forced colours: what is pressed or filled in has an edge of its own.

const edgeless = () =>
  shown("button:not(.quiet), .button, input, select, textarea").filter((element) => {
    const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor, appearance } = getComputedStyle(element);
    if (appearance !== "none" && element.type === "checkbox") return false; // the browser's own
    return borderTopStyle === "none" || parseFloat(borderTopWidth) === 0 || borderTopColor === backgroundColor;
  }).map(named);

// 2.4.7, 2.4.11: what has the focus shows it, and the button that floats on phones does not lie over all of it.

const visited = new WeakSet();
const startAtTop = () => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
};
const nextFrame = () => new Promise((tell) => requestAnimationFrame(() => requestAnimationFrame(tell)));
const unseenFocus = async () => {
  await nextFrame();
  const element = document.activeElement;
  const found = [];
  if (!element || element === document.body || visited.has(element)) return null;
  visited.add(element);
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 || outlineColor.endsWith(", 0)")) found.push(`${named(element)} does not show the focus`);
  const box = element.getBoundingClientRect();
  if (box.bottom <= 0 || box.top >= innerHeight || box.width < 2) found.push(`${named(element)} has the focus out of sight`);
  const over = [...document.querySelectorAll("*")].filter((other) => ["fixed", "sticky"].includes(getComputedStyle(other).position) && isShown(other) && !other.contains(element) && !element.contains(other));
  for (const other of over) if (!sticksOut(box, other.getBoundingClientRect())) found.push(`${named(element)} lies under ${named(other)}`);
  return { element: named(element), found };
};

window.rules = { smallTargets, cutOff, structure, moving, edgeless, startAtTop, unseenFocus };

// Ways in which readers change a page. Each returns how to undo it.

const dress = (css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
};
window.dress = dress;
