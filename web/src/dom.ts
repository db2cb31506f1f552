// Elements are built, never parsed: no text from a server or a label is ever
// read as HTML.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

/** An element with attributes (false, null and undefined are left out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  set(element, attributes);
  add(element, children);
  return element;
}

/** A drawing of 24 by 24 units from path data, hidden from screen readers. */
export function icon(paths: string, className = "icon"): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  set(svg, { viewBox: "0 0 24 24", class: className, "aria-hidden": "true" });
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", paths);
  svg.append(path);
  return svg;
}

/** A button that acts; type is always "button" unless given. */
export function button(label: Child | Child[], act: () => void, attributes: Attributes = {}) {
  const element = h("button", { type: "button", ...attributes }, ...[label].flat());
  element.addEventListener("click", act);
  return element;
}

/** Puts children into parent, in place of what was there. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  add(parent, children);
}

function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function add(parent: Element, children: Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    parent.append(child);
  }
}
