/* How a picture fits into the room that the page, or the projector's screen, leaves it. One whose letters would become
 * too small keeps its size and scrolls sideways; a line above it says so, and a button there shows all of it, small. */

const PIXELS = 4 / 3; // in a point: the drawing's own width is given in points
const READABLE = 0.68; // of that width, and the text of the nodes is 11 pixels high
const LEAST = 0.54; // and here almost 9 pixels: a narrower page scrolls the picture sideways
const NEARLY = 0.94; // where so much of it has room, all of it is shown
const BROAD = 700; // a figure so wide may give its picture a row of its own; in a narrower one all has its own row
const NARROW = 560; // in a figure narrower than this the scrubber stands right above what it moves
const ROOMY = 760; // in one so wide a curve stands under the controls, beside the picture
const COLUMN = 285; // that its controls take otherwise
const FAR = 0.8; // the least on a projector: 13 pixels of 720
const NEAR = 1.15; // with less than this the legend is left out of sight
const LARGEST = 2; // and the most
const MOST_OF_A_SCREEN = 0.62;

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
    const far = root.classList.contains("gv-projector"), beside = root.clientWidth - COLUMN;
    const broad = far ? this.width * FAR > root.clientWidth : root.clientWidth > BROAD && width * NEARLY > beside;
    root.classList.toggle("gv-broad", broad);
    root.classList.toggle("gv-narrow", !far && root.clientWidth < NARROW);
    root.classList.toggle("gv-roomy", !far && root.clientWidth >= ROOMY);
    const place = picture.getBoundingClientRect().width;
    if (!place) return; // out of sight
    const svg = picture.querySelector("svg"), zoomed = picture.classList.contains("gv-zoomed");
    const large = far && !zoomed && svg ? this.far(root, svg, place) : 0;
    const over = (large || width * NEARLY) > place;
    picture.style.maxHeight = large ? `${this.high}px` : "";
    picture.style.overflowY = large ? "auto" : "";
    if (svg) svg.style.width = large && !this.all ? `${large}px` : "";
    if (svg) svg.style.minWidth = over && !this.all ? `${Math.round(large || width)}px` : "0";
    this.more.hidden = !over || zoomed;
    const [wide, whole, small, back] = model.get("room");
    this.said.textContent = this.all ? small : wide;
    this.button.textContent = this.all ? back : whole;
  }

  /* On a projector: how wide the drawing becomes, so that its nodes, and what is said right under it, are on the
   * screen. Its legend is left to be scrolled to where there is no room for it. */
  far(root, svg, place) {
    const { picture, caption } = this.view, box = picture.getBoundingClientRect(), drawn = svg.getBoundingClientRect();
    const top = box.top - root.getBoundingClientRect().top + root.scrollTop;
    const under = [caption, root.querySelector(".gv-curves")].map((each) => each?.getBoundingClientRect().bottom ?? 0);
    const after = Math.max(0, ...under.map((bottom) => bottom - box.bottom));
    const left = window.innerHeight - top - after - 12, free = Math.min(left, MOST_OF_A_SCREEN * window.innerHeight);
    const ends = [...svg.querySelectorAll("g.node")].map((node) => node.getBoundingClientRect().bottom);
    const nodes = ends.length ? (Math.max(...ends) + 6 - drawn.top) / drawn.height : 1;
    const whole = free / this.height, high = whole >= NEAR ? whole : whole / nodes;
    const scale = Math.max(Math.min(place / this.width, high, LARGEST), FAR);
    this.high = Math.round(Math.max(Math.min(left, Math.max(free, scale * nodes * this.height + 20)), 120));
    return Math.floor(scale * this.width);
  }

  get height() {
    return parseFloat(this.view.picture.querySelector("svg").getAttribute("height")) * PIXELS;
  }

  /* All of the picture however small, and back. */
  show(all) {
    this.all = all;
    this.fit();
  }
}
