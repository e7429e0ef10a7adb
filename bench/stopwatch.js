// Runs in a page before anything of it does, and takes its times there.
(() => {
  if (window.__stopwatch) return;

  /** After the next frame: a message that is posted in a frame arrives when it has been painted. */
  const painted = () =>
    new Promise((done) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(performance.now());
        port2.postMessage(0);
      }),
    );

  const ALL = { subtree: true, childList: true, attributes: true, characterData: true };
  const observe = (check) => {
    const observer = new MutationObserver(() => check(observer));
    observer.observe(document, ALL);
    check(observer);
  };

  /** What never comes is an error, not a wait for ever. */
  const soon = (promise, what) =>
    Promise.race([
      promise,
      new Promise((_, fail) => setTimeout(() => fail(new Error(`${what} was not seen`)), 30_000)),
    ]);

  window.__stopwatch = {
    /** From mouse-up until what each function reads has changed and is painted: ms by name. */
    arm(reads) {
      const names = Object.keys(reads);
      const before = Object.fromEntries(names.map((name) => [name, reads[name]()]));
      const left = new Set(names), out = {};
      let from = null;
      const up = (event) => (from = event.timeStamp);
      addEventListener("pointerup", up, { capture: true, once: true });
      const seen = new Promise((done) =>
        observe((observer) => {
          if (from == null) return;
          for (const name of [...left]) {
            if (reads[name]() === before[name]) continue;
            left.delete(name);
            if (!left.size) observer.disconnect();
            painted().then((at) => {
              out[name] = at - from;
              if (Object.keys(out).length === names.length) done(out);
            });
          }
        }),
      );
      this.result = soon(seen, names.join(" or "));
    },

    /** From the start of the visit until the figure can be used, its pictures decoded and seen. */
    first(ready, pictures) {
      const decoded = (source) => {
        const image = new Image();
        image.src = source;
        return image.decode();
      };
      const seen = new Promise((done, failed) =>
        observe((observer) => {
          if (!ready()) return;
          observer.disconnect();
          Promise.all(pictures().map(decoded))
            .then(painted)
            .then((at) => done({ ms: at, epoch: performance.timeOrigin + at }), failed);
        }),
      );
      this.usable = soon(seen, "a usable figure");
    },
  };
})();
