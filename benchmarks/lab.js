/* Runs in the page, beside meter.js: opening a figure, a long drag, and what changes in other figures. */

const next = (ms) => new Promise((done) => setTimeout(done, ms));
const QUIET_MS = 150;

window.lab = {
  others: 0,

  /* Runs the second cell again and waits until its new figure has stood unchanged for a while. */
  async open() {
    const cell = document.querySelectorAll(".jp-Notebook .jp-CodeCell")[1];
    const running = () => cell.querySelector(".jp-InputPrompt").textContent.includes("*");
    for (const old of document.querySelectorAll(".bench-opened")) old.classList.add("bench-old");
    const shown = () => {
      const root = document.querySelector(".bench-opened:not(.bench-old)");
      return root?.querySelector(".gv-picture svg, .gv-panel table, .gv-panel button, svg.bqplot") ? root : null;
    };
    const enter = { key: "Enter", code: "Enter", keyCode: 13, ctrlKey: true, bubbles: true, cancelable: true };
    let ended = 0, busy = false, last = 0, watched = null;
    const observer = new MutationObserver(() => (last = performance.now()));
    const start = performance.now();
    cell.querySelector(".cm-content").dispatchEvent(new KeyboardEvent("keydown", enter));
    while (performance.now() - start < 30000) {
      busy ||= running();
      if (busy && !ended && !running()) ended = performance.now();
      if (shown() && shown() !== watched) {
        watched = shown();
        last = performance.now();
        observer.observe(watched, { subtree: true, childList: true, characterData: true });
      }
      if (ended && watched && performance.now() - last > QUIET_MS) {
        observer.disconnect();
        return [last - start, Math.max(0, last - ended)];
      }
      await next(1);
    }
    throw new Error("no new figure was shown");
  },

  /* Keys on a slider, evenly spread, sixty to the right and sixty to the left in turn. */
  async drag(handle, count, seconds) {
    const place = document.querySelector(handle);
    place.focus();
    const start = performance.now();
    for (let sent = 0; sent < count; sent += 1) {
      while (performance.now() < start + (sent * 1000 * seconds) / count) await next(0);
      const key = Math.floor(sent / 60) % 2 ? "ArrowLeft" : "ArrowRight";
      place.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    }
    return performance.now() - start;
  },

  countOthers() {
    this.others = 0;
    const seen = new MutationObserver((changes) => (this.others += changes.length));
    for (const root of document.querySelectorAll(".gv-explore:not(.bench-0)"))
      seen.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  },
};
