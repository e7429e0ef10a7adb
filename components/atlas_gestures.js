// Taps, drags, pinches and the wheel on the plate: what they mean is decided here and nowhere else.

const STILL_PX = 6;
const MOST = 12;

export function watchGestures(plate, plot, listen, { range, home, move, tap, hover, brush }) {
  const down = new Map();
  let moved = false, pinch = null, painting = null;

  const spot = (event) => {
    const box = plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const zoomed = () => range()[1] - range()[0] < (home()[1] - home()[0]) * 0.999;

  /** Keep the figures in sight. */
  const held = ([x0, x1, y0, y1]) => {
    const [h0, h1, v0, v1] = home(), wide = x1 - x0, tall = y1 - y0;
    if (wide >= h1 - h0) return home();
    const left = Math.min(Math.max(x0, h0), h1 - wide), low = Math.min(Math.max(y0, v0), v1 - tall);
    return [left, left + wide, low, low + tall];
  };

  const zoomAt = (px, py, factor, from = range()) => {
    const { clientWidth: width, clientHeight: height } = plot, [x0, x1, y0, y1] = from;
    const least = (home()[1] - home()[0]) / MOST;
    const wide = Math.max((x1 - x0) / factor, least), tall = (wide * height) / width;
    const X = x0 + (px / width) * (x1 - x0), Y = y1 - (py / height) * (y1 - y0);
    return held([X - (px / width) * wide, X + (1 - px / width) * wide, Y - (1 - py / height) * tall, Y + (py / height) * tall]);
  };

  const pan = (dx, dy, from) => {
    const [x0, x1, y0, y1] = from, kx = (x1 - x0) / plot.clientWidth, ky = (y1 - y0) / plot.clientHeight;
    return held([x0 - dx * kx, x1 - dx * kx, y0 + dy * ky, y1 + dy * ky]);
  };

  plate.addEventListener("pointerdown", (event) => {
    if (!plot.contains(event.target) || event.button > 0 || !range()) return;
    const at = spot(event);
    down.set(event.pointerId, { from: at, at, range: range() });
    if (down.size === 1) {
      moved = false;
      painting = brush?.begin(...at) ? at : null;
    }
    if (down.size === 2) {
      if (painting) brush.cancel();
      painting = null;
      moved = true;
      const [a, b] = [...down.values()];
      pinch = { apart: Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]), middle: middleOf(a, b), range: range() };
    }
    hover(null);
  });

  listen("pointermove", (event) => {
    const held_ = down.get(event.pointerId);
    if (!held_) {
      if (event.pointerType === "mouse" && plot.contains(event.target)) hover(...spot(event));
      return;
    }
    held_.at = spot(event);
    if (pinch && down.size >= 2) {
      const [a, b] = [...down.values()];
      const apart = Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]), middle = middleOf(a, b);
      const slid = pan(middle[0] - pinch.middle[0], middle[1] - pinch.middle[1], pinch.range);
      move(zoomAt(...middle, apart / Math.max(pinch.apart, 1), slid));
      return;
    }
    if (painting) {
      // Where the pointer leaped, paint the way between.
      const [x, y] = held_.at, long = Math.hypot(x - painting[0], y - painting[1]), steps = Math.max(1, Math.ceil(long / 6));
      for (let i = 1; i <= steps; i++) brush.paint(painting[0] + ((x - painting[0]) * i) / steps, painting[1] + ((y - painting[1]) * i) / steps);
      painting = held_.at;
      return;
    }
    const [dx, dy] = [held_.at[0] - held_.from[0], held_.at[1] - held_.from[1]];
    if (!moved && Math.hypot(dx, dy) < STILL_PX) return;
    moved = true;
    if (zoomed()) move(pan(dx, dy, held_.range));
  });

  listen("pointerup", (event) => {
    const held_ = down.get(event.pointerId);
    if (!held_) return;
    down.delete(event.pointerId);
    if (down.size < 2) pinch = null;
    if (painting) {
      painting = null;
      brush.end();
      return;
    }
    if (!moved && down.size === 0) {
      tap(...spot(event));
    }
  });

  listen("pointercancel", (event) => {
    if (painting) brush.cancel();
    painting = null;
    down.delete(event.pointerId);
    if (down.size < 2) pinch = null;
  });

  plate.addEventListener("pointerleave", () => hover(null));

  plate.addEventListener("wheel", (event) => {
    if (!range() || !plot.contains(event.target)) return;
    if (event.deltaY > 0 && !zoomed()) return; // nothing to zoom out of: the page scrolls
    event.preventDefault();
    const notch = event.deltaMode === 1 ? event.deltaY * 18 : event.deltaY;
    move(zoomAt(...spot(event), Math.exp(-Math.max(-200, Math.min(200, notch)) * 0.0022)));
  }, { passive: false });

  return {
    zoomBy: (factor) => move(zoomAt(plot.clientWidth / 2, plot.clientHeight / 2, factor)),
    home: () => move(home()),
  };
}

const middleOf = (a, b) => [(a.at[0] + b.at[0]) / 2, (a.at[1] + b.at[1]) / 2];
