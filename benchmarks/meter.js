/* Runs in the page. Every way is measured by the same lines: from the keydown on the slider's handle to the
 * last change of the page below `root`, known to be the last because nothing follows for QUIET ms, kernel idle. */

const QUIET = 120;
const PATIENCE = 20000;

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const key = (handle, name) => handle.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
const idle = () => /\| Idle/.test(document.querySelector("#jp-main-statusbar")?.textContent ?? "");

class Watch {
  constructor(root) {
    this.first = this.last = 0;
    this.times = 0;
    this.observer = new MutationObserver(() => {
      this.last = performance.now();
      this.first ||= this.last;
      this.times += 1;
    });
    this.observer.observe(root, { subtree: true, childList: true, characterData: true });
  }

  /* Until something changed, then nothing more for a while, and the kernel has nothing left to do. */
  async settled() {
    const end = performance.now() + PATIENCE;
    while (!this.last || performance.now() - this.last < QUIET || !idle()) {
      if (performance.now() > end) throw new Error("nothing changed in the page");
      await pause(10);
    }
    this.observer.disconnect();
  }
}

function found(way) {
  const handle = document.querySelector(way.handle), root = document.querySelector(way.root);
  if (!handle || !root) throw new Error(`${way.name}: no ${handle ? way.root : way.handle} in the page`);
  return [handle, root];
}

window.bench = {
  /* One event. */
  async press(way) {
    const [handle, root] = found(way);
    handle.focus();
    const watch = new Watch(root);
    const start = performance.now();
    key(handle, "ArrowRight");
    await watch.settled();
    return { first: watch.first - start, last: watch.last - start, times: watch.times, slider: handle.ariaValueNow };
  },

  /* Many events, spread evenly over a second. */
  async burst(way, count) {
    const [handle, root] = found(way);
    handle.focus();
    const watch = new Watch(root);
    const start = performance.now();
    for (let sent = 0; sent < count; sent += 1) {
      while (performance.now() < start + (sent * 1000) / count) await pause(0);
      key(handle, "ArrowRight");
    }
    const end = performance.now();
    await watch.settled();
    return { sent: end - start, after: watch.last - end, times: watch.times, slider: handle.ariaValueNow };
  },

  /* What stands on the page: the slider's number, and the texts below `root` (of an <img>, its SVG's texts). */
  shown(way) {
    const [handle, root] = found(way);
    const image = root.querySelector("img");
    const svg = image && new DOMParser().parseFromString(decodeURIComponent(image.src.split(",").slice(1).join(",")), "image/svg+xml");
    const texts = [...(svg ?? root).querySelectorAll("text, .widget-label, tspan")].map((place) => place.textContent);
    return { slider: handle.ariaValueNow, texts: texts.length ? texts : [root.textContent] };
  },
};
