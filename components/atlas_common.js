// What the map and the story beside it share: cached files, words, elements.

export const STATIC = "app/static/";
const files = new Map();

/** A content-hashed file of ours, asked for once and then taken from the browser's own cache. */
export function file(path, read) {
  const url = new URL(STATIC + path, document.baseURI).href;
  const key = `${read}:${url}`;
  if (!files.has(key)) {
    const got = fetch(url, { cache: "force-cache" }).then(async (answer) => {
      if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
      if (read === "json") return answer.json();
      return URL.createObjectURL(await answer.blob());
    });
    got.catch(() => files.delete(key));
    files.set(key, got);
  }
  return files.get(key);
}

export const json = (path) => file(path, "json");
export const picture = (path) => file(path, "picture");

/** The same picture seen in a mirror, made once. */
export function mirroredPicture(path) {
  const key = `mirrored:${path}`;
  if (!files.has(key)) {
    const made = picture(path).then(async (source) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = image.naturalWidth;
      canvas.height = image.naturalHeight;
      const pen = canvas.getContext("2d");
      pen.translate(canvas.width, 0);
      pen.scale(-1, 1);
      pen.drawImage(image, 0, 0);
      return URL.createObjectURL(await new Promise((done) => canvas.toBlob(done)));
    });
    made.catch(() => files.delete(key));
    files.set(key, made);
  }
  return files.get(key);
}

/** Our typefaces: not through the theme, because those would be fetched anew on every visit. */
export async function loadFonts(fonts) {
  if (window.__atlasFonts) return window.__atlasFonts;
  window.__atlasFonts = Promise.all(
    fonts.map(async ({ family, path, style }) => {
      const face = new FontFace(family, `url(${await picture(path)})`, { weight: "200 800", style });
      document.fonts.add(await face.load());
    }),
  ).catch(() => {});
  return window.__atlasFonts;
}

/** "{count} places" with {count: 2} is "2 places". */
export const fill = (pattern, values) =>
  pattern.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** An element: tag, attributes (`on…` are listeners, null is left out), children. */
export function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((child) => child != null && child !== false));
  return made;
}

/** What a place is called: "right · outer forearm". */
export function placeName(words, area, side) {
  const name = words.areas[area] ?? area;
  return side === "middle" ? name : fill(words.text["place.named"], { side: words.text[`side.${side}`], area: name });
}

/** An operation for the one queue that the map keeps. */
export const operate = (operation) =>
  window.dispatchEvent(new CustomEvent("atlas:op", { detail: operation }));
