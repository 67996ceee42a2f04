/* How a picture fits into the room that the page leaves it. A picture whose letters would become too small keeps its
 * size and scrolls sideways; a line above it says so, and a button there shows all of it, small. */

const PIXELS = 4 / 3; // in a point: the drawing's own width is given in points
const READABLE = 0.68; // of that width, and the text of the nodes is 11 pixels high
const LEAST = 0.54; // and here almost 9 pixels: a narrower page scrolls the picture sideways
const NEARLY = 0.94; // where so much of it has room, all of it is shown
const BROAD = 700; // a figure so wide may give its picture a row of its own; in a narrower one all has its own row
const COLUMN = 285; // that its controls take otherwise

class Room {
  constructor(view) {
    this.view = view;
    this.all = false;
    this.more = element("p", "gv-more");
    this.said = element("span", "");
    this.button = element("button", "", { type: "button", "data-tool": "whole" });
    this.more.append(this.said, " ", this.button);
    this.more.hidden = true;
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(view.picture);
  }

  get width() {
    const svg = this.view.picture.querySelector("svg");
    return svg ? parseFloat(svg.getAttribute("width")) * PIXELS : 0;
  }

  /* Ask for the width at which the drawing can be read: where that is not left, the controls go above it. */
  ask() {
    this.view.el.style.setProperty("--gv-basis", `${Math.round(Math.max(480, this.width * READABLE))}px`);
    this.fit();
  }

  /* What the page has for it was changed, or what is drawn. */
  fit() {
    const { picture, frame, model } = this.view, width = this.width * LEAST;
    const root = frame.root ?? this.view.el;
    root.classList.toggle("gv-broad", root.clientWidth > BROAD && width * NEARLY > root.clientWidth - COLUMN);
    const place = picture.getBoundingClientRect().width;
    if (!place) return; // out of sight
    const over = width * NEARLY > place;
    const svg = picture.querySelector("svg");
    if (svg) svg.style.minWidth = over && !this.all ? `${Math.round(width)}px` : "0";
    this.more.hidden = !over || picture.classList.contains("gv-zoomed");
    const [wide, whole, small, large] = model.get("room");
    this.said.textContent = this.all ? small : wide;
    this.button.textContent = this.all ? large : whole;
  }

  /* All of the picture however small, and back. */
  show(all) {
    this.all = all;
    this.fit();
  }
}
